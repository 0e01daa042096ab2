import type {
  Documents,
  GrantDocument,
  Mutant,
  Part,
  Statement,
  Surroundings,
  UserDocument,
} from "../types.ts";
import { addedRights } from "./actions.ts";
import { statementMistakes } from "./statements.ts";

/** Every mistake that the operators make in the documents of one subject, one in each mutant. */
export function mutantsOf(documents: Documents, around: Surroundings): readonly Mutant[] {
  return (Object.keys(documents) as Part[]).flatMap((part) => {
    const value = documents[part];
    return mistakesIn(part, value, around).map(([what, changed]) => ({
      name: `${part}: ${what}`,
      part,
      value: changed,
    }));
  });
}

type Changed = readonly [what: string, value: Documents[Part]];

function mistakesIn(part: Part, value: Documents[Part], around: Surroundings): readonly Changed[] {
  if (part === "user") return userMistakes(value as UserDocument, around);
  if (part === "boundary") return [["dropped", null]];
  if (part.startsWith("grant ")) return grantMistakes(value as GrantDocument, around);
  const statements = value as readonly Statement[];
  return [
    ...statementMistakes(statements, around).map(({ what, statements: changed }): Changed => [what, changed]),
    ...additions(part, around).map(([what, statement]): Changed => [what, [...statements, statement]]),
  ];
}

function additions(part: Part, around: Surroundings): readonly (readonly [string, Statement])[] {
  const { bucket, prefix, account, sandboxAccount, secretArn } = around;
  if (part.endsWith("role policy"))
    return addedRights(bucket, prefix).map(([Action, Resource]) => [
      `added: ${Action} on ${Resource.replace(bucket, "BUCKET").replace(prefix, "PREFIX/")}`,
      { Effect: "Allow", Action, Resource },
    ]);
  const to = (
    what: string,
    Principal: Statement["Principal"] & {},
    rest: Pick<Statement, "Action" | "Resource">,
  ) =>
    [
      `added: ${listed(rest.Action)} for ${what}`,
      { Effect: "Allow", Principal, ...rest } as Statement,
    ] as const;
  const everybody = (rest: Pick<Statement, "Action" | "Resource">) => [
    to("everybody", "*", rest),
    to("the stand-in's account", { AWS: `arn:aws:iam::${sandboxAccount}:root` }, rest),
    to("the company's account", { AWS: `arn:aws:iam::${account}:root` }, rest),
  ];
  if (part.endsWith("role trust")) return everybody({ Action: "sts:AssumeRole" });
  if (part === "secret policy")
    return everybody({ Action: "secretsmanager:GetSecretValue", Resource: secretArn });
  const arn = `arn:aws:s3:::${bucket}`;
  if (part === "bucket base")
    return [
      ...everybody({ Action: "s3:GetObject", Resource: `${arn}/*` }),
      ...everybody({ Action: "s3:ListBucket", Resource: arn }),
      ...everybody({ Action: "s3:PutObject", Resource: `${arn}/*` }),
    ];
  return [];
}

function listed(action: Statement["Action"]): string {
  return typeof action === "string" ? action : (action ?? []).join(", ");
}

function grantMistakes(grant: GrantDocument, around: Surroundings): readonly Changed[] {
  const { secretArn, otherSecretArn, otherRole, sandboxRole, bucket } = around;
  const context = grant.constraints.EncryptionContextSubset ?? {};
  const others = Object.entries(context).map(([name, value]): Changed => {
    const other = value === secretArn ? otherSecretArn : `arn:aws:s3:::${bucket}-other`;
    return [`${name} of another`, { ...grant, constraints: { EncryptionContextSubset: { [name]: other } } }];
  });
  return [
    ["dropped", undefined],
    ["without its constraint", { ...grant, constraints: {} }],
    ...others,
    ...["GenerateDataKey", "Encrypt", "DescribeKey", "CreateGrant", "ReEncryptFrom"]
      .filter((operation) => !grant.operations.includes(operation))
      .map(
        (operation): Changed => [
          `also ${operation}`,
          { ...grant, operations: [...grant.operations, operation] },
        ],
      ),
    [
      "everything, without its constraint",
      { ...grant, operations: ["Decrypt", "Encrypt", "GenerateDataKey"], constraints: {} },
    ],
    ["for another role", { ...grant, grantee: otherRole }],
    ...(grant.grantee === sandboxRole
      ? []
      : [["for the stand-in", { ...grant, grantee: sandboxRole }] as Changed]),
  ];
}

function userMistakes(
  user: UserDocument,
  { bucket, prefix, other, sibling, otherKey }: Surroundings,
): readonly Changed[] {
  const root = `/${bucket}`;
  const folder = (name: string) => `${root}/${name.replace(/\/$/, "")}`;
  const mapped = (what: string, ...mappings: UserDocument["mappings"]): Changed => [
    what,
    { ...user, mappings },
  ];
  const own = { Entry: "/", Target: folder(prefix) };
  const within = { Entry: "/own", Target: folder(prefix) };
  return [
    mapped("root mapped to the bucket", { Entry: "/", Target: root }),
    mapped("root mapped to another partner's prefix", { Entry: "/", Target: folder(other) }),
    mapped("root mapped to the look-alike's prefix", { Entry: "/", Target: folder(sibling) }),
    mapped("root mapped to a folder of its own prefix", { Entry: "/", Target: `${own.Target}/in` }),
    mapped("root not mapped, the prefix under /own", within),
    mapped("a second entry, another partner's", within, { Entry: "/other", Target: folder(other) }),
    mapped("a second entry, the bucket's", within, { Entry: "/bucket", Target: root }),
    ["a key more", { ...user, moreKeys: [...user.moreKeys, otherKey] }],
  ];
}
