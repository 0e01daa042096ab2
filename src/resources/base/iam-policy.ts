import { z } from "zod";
import type { Aws } from "../../aws/aws.ts";
import type { Call } from "../../core/call.ts";
import type { JsonObject } from "../../core/json.ts";
import { reasonsOf, toDocument } from "../../policy/build.ts";
import { readDocument } from "../../policy/document-text.ts";
import type { PolicyDocument } from "../../policy/types.ts";
import { differs, documentState, statementsOf } from "../document.ts";
import { defineKind, type Live, type Scope } from "../kind.ts";
import { ifFound } from "../read.ts";
import { reasonedStatements, text } from "../schema.ts";
import { changedTags, hasTags, tagList, tagsOf } from "../tags.ts";
import { allowing } from "./permission.ts";

const schema = z.strictObject({
  name: text.max(128).describe("Policy name."),
  description: z.string().max(1000),
  statements: reasonedStatements,
});

type PolicyProps = z.output<typeof schema>;
type PolicyState = { readonly name: string; readonly document: JsonObject };

const permission = allowing("arn:${base.partition}:iam::${base.account}:policy/*");

/** A managed policy of the base, e.g. the boundary of partners' roles. AWS deletes it only where nothing uses it. */
export const iamPolicy = defineKind<PolicyProps, PolicyState>({
  name: "iam-policy",
  title: "IAM policy",
  schema,
  example: {
    name: "example-boundary",
    description: "What partners' roles may do at most",
    statements: [
      {
        Sid: "Files",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::partner-files/*",
        reason: "Files of partners.",
      },
    ],
  },
  permissions: [
    permission("iam:GetPolicy", "read", "See whether the policy exists and whose it is."),
    permission("iam:GetPolicyVersion", "read", "See what it says."),
    permission("iam:ListPolicyVersions", "read", "Find versions that make no room for another."),
    permission("iam:CreatePolicy", "create", "Make it."),
    permission("iam:TagPolicy", "create", "Mark it as the base's."),
    permission("iam:CreatePolicyVersion", "update", "Change what it says."),
    permission(
      "iam:DeletePolicyVersion",
      "update",
      "Drop what it said before: a policy has five versions at most.",
    ),
    permission("iam:SetDefaultPolicyVersion", "update", "Bring back what it said before."),
    permission("iam:UntagPolicy", "update", "Bring its tags back in a roll-back."),
    permission("iam:DeletePolicy", "remove", "Take it away where nothing uses it."),
  ],
  outputs: { arn: "The policy's ARN.", name: "The policy's name." },
  identify: ({ name }, scope) => ({ type: "AWS::IAM::ManagedPolicy", name, arn: arnOf(name, scope) }),
  known: ({ name }, scope) => ({ arn: arnOf(name, scope), name }),
  desired: (props) => ({ name: props.name, document: documentState(documentOf(props)) }),
  read: readPolicy,
  create: (props, scope) => ({
    calls: [
      iam("CreatePolicy", {
        PolicyName: props.name,
        Description: props.description,
        PolicyDocument: { $json: documentOf(props) },
        Tags: tagList(scope.tags),
      }),
    ],
    outputs: { arn: arnOf(props.name, scope), name: props.name },
  }),
  update: (props, live, scope) => ({
    calls: [
      ...(differs(live.state.document, documentState(documentOf(props)))
        ? newVersion(live, documentOf(props))
        : []),
      ...(hasTags(live.owner, scope.tags)
        ? []
        : [iam("TagPolicy", { PolicyArn: live.outputs.arn ?? "", Tags: tagList(scope.tags) })]),
    ],
    outputs: live.outputs,
  }),
  restore: (_props, before, now) => {
    const written = before.memo?.document;
    if (now === undefined || written === undefined) return undefined;
    const PolicyArn = now.outputs.arn ?? "";
    const { set, unset } = changedTags(now.owner, before.owner);
    return {
      calls: [
        ...(differs(now.state.document, before.state.document)
          ? formerVersion(now, before, written as PolicyDocument)
          : []),
        ...(unset.length === 0 ? [] : [iam("UntagPolicy", { PolicyArn, TagKeys: unset })]),
        ...(set === undefined ? [] : [iam("TagPolicy", { PolicyArn, Tags: tagList(set) })]),
      ],
    };
  },
  inUse: async (_props, { outputs: { arn = "" } }, _scope, aws) => {
    const { output } = await aws.send("iam", "GetPolicy", { PolicyArn: arn });
    const { AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 } = output.Policy ?? {};
    const roles = AttachmentCount + PermissionsBoundaryUsageCount;
    return roles === 0 ? undefined : `${roles} role${roles === 1 ? " has" : "s have"} it`;
  },
  remove: (_props, { outputs: { arn = "" }, memo }) => ({
    delete: {
      calls: [
        ...othersOf(memo).map((VersionId) => deleteVersion(arn, VersionId)),
        { ...iam("DeletePolicy", { PolicyArn: arn }), settledBy: ["NoSuchEntity"] },
      ],
    },
  }),
  documents: (props) => [{ name: `policy ${props.name}`, kind: "identity", document: documentOf(props) }],
  reasons: ({ statements }) => reasonsOf(statementsOf(statements)),
});

const arnOf = (name: string, { partition, account }: Scope) =>
  `arn:${partition}:iam::${account}:policy/${name}`;

const documentOf = ({ statements }: PolicyProps) => toDocument(statementsOf(statements));

function iam(operation: string, input: Call["input"]): Call {
  return { service: "iam", operation, input };
}

const deleteVersion = (PolicyArn: string, VersionId: string): Call => ({
  ...iam("DeletePolicyVersion", { PolicyArn, VersionId }),
  settledBy: ["NoSuchEntity"],
});

/** Versions that are not in force go first: five are the most. */
function newVersion(
  { outputs: { arn = "" }, memo }: Live<PolicyState>,
  document: PolicyDocument,
): readonly Call[] {
  return [
    ...othersOf(memo).map((VersionId) => deleteVersion(arn, VersionId)),
    iam("CreatePolicyVersion", { PolicyArn: arn, PolicyDocument: { $json: document }, SetAsDefault: true }),
  ];
}

/** The version that was in force is there still, unless somebody deleted it. */
function formerVersion(
  now: Live<PolicyState>,
  before: Live<PolicyState>,
  written: PolicyDocument,
): readonly Call[] {
  const { arn: PolicyArn = "" } = now.outputs;
  const [current, former] = [now.memo?.current, before.memo?.current];
  if (typeof current !== "string" || typeof former !== "string" || !othersOf(now.memo).includes(former))
    return newVersion(now, written);
  return [
    iam("SetDefaultPolicyVersion", { PolicyArn, VersionId: former }),
    deleteVersion(PolicyArn, current),
  ];
}

function othersOf(memo: JsonObject | undefined): readonly string[] {
  const { versions = [] } = (memo ?? {}) as { readonly versions?: readonly string[] };
  return versions;
}

async function readPolicy(
  { name }: PolicyProps,
  scope: Scope,
  aws: Aws,
): Promise<Live<PolicyState> | undefined> {
  const PolicyArn = arnOf(name, scope);
  const found = (await ifFound(aws.send("iam", "GetPolicy", { PolicyArn })))?.Policy;
  if (found === undefined) return undefined;
  const VersionId = found.DefaultVersionId ?? "";
  const [version, versions] = await Promise.all([
    ifFound(aws.send("iam", "GetPolicyVersion", { PolicyArn, VersionId })),
    ifFound(aws.send("iam", "ListPolicyVersions", { PolicyArn })),
  ]);
  const { document } = readDocument(PolicyArn, version?.PolicyVersion?.Document ?? '{"Statement":[]}');
  const others = (versions?.Versions ?? []).flatMap(({ VersionId: id, IsDefaultVersion }) =>
    id === undefined || IsDefaultVersion ? [] : [id],
  );
  return {
    state: { name, document: documentState(document) },
    outputs: { arn: PolicyArn, name },
    owner: tagsOf(found.Tags),
    memo: { document, current: VersionId, versions: others },
  };
}
