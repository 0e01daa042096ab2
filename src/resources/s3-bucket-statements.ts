import { z } from "zod";
import type { Aws } from "../aws/aws.ts";
import type { JsonObject } from "../core/json.ts";
import type { Change } from "../core/plan.ts";
import { reasonsOf, toDocument } from "../policy/build.ts";
import { principalsIn } from "../policy/prove/principals.ts";
import type { Statement } from "../policy/types.ts";
import { foreignSids, ownStatements, plain, roomIn } from "./bucket-policy/document.ts";
import { deadNotices, mergePolicy, readPolicy } from "./bucket-policy/merge.ts";
import { documentState, statementsOf } from "./document.ts";
import { defineKind, type Live, type Permission, type Scope, type TaskContext } from "./kind.ts";
import { bucketName, bucketOwner, reasonedStatements } from "./schema.ts";

const schema = z.strictObject({
  bucket: bucketName,
  bucketOwner,
  statements: reasonedStatements.describe("Statements with Sids that name the partner."),
});

type StatementsProps = z.output<typeof schema>;
type StatementsState = { readonly bucket: string; readonly statements: JsonObject };

const BUCKET = "arn:${base.partition}:s3:::${base.bucket}";

const permissions: readonly Permission[] = [
  {
    action: "s3:GetBucketPolicy",
    resource: BUCKET,
    verb: "read",
    reason: "See what the shared bucket policy says, and merge into exactly that.",
  },
  {
    action: "s3:PutBucketPolicy",
    resource: BUCKET,
    verb: "create",
    reason: "Add and remove one partner's statements in the shared bucket policy.",
  },
  {
    action: "s3:DeleteBucketPolicy",
    resource: BUCKET,
    verb: "remove",
    reason: "Remove the bucket policy where a partner's statements were all it held.",
  },
];

/** One partner's statements in the policy of the shared bucket, known by their Sids. */
export const s3BucketStatements = defineKind<StatementsProps, StatementsState>({
  name: "s3-bucket-statements",
  title: "Bucket policy statements",
  schema,
  example: {
    bucket: "partner-files",
    bucketOwner: "123456789012",
    statements: [
      {
        Sid: "VendorExampleList",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::partner-files",
        Condition: {
          StringLike: { "s3:prefix": "example/*" },
          ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::210987654321:role/example-reader" },
        },
        reason: "The partner's own account lists the partner's folder.",
      },
    ],
  },
  permissions,
  outputs: {},
  identify: ({ bucket, statements }, { partition }) => ({
    type: "AWS::S3::BucketPolicy",
    name: `${bucket}: ${statements.map(({ Sid }) => Sid).join(", ")}`,
    arn: `arn:${partition}:s3:::${bucket}`,
  }),
  known: () => ({}),
  desired: (props) => ({ bucket: props.bucket, statements: stateOf(ownOf(props)) }),
  read: readStatements,
  room: async (props, _scope, aws) => roomIn(props.bucket, await readPolicy(props, aws), ownOf(props)),
  notices: async (props, _scope, aws) =>
    deadNotices(props.bucket, await readPolicy(props, aws), sidsOf(ownOf(props))),
  create: (props) => taskOn(props, "merge"),
  update: (props) => taskOn(props, "merge"),
  restore: (props, before) => taskOn(props, "restore", { before: before.memo?.statements ?? [] }),
  // What the bucket policy lets in comes with no session of ours that could be revoked: taking it away is the freeze.
  remove: (props) => ({ freeze: taskOn(props, "withdraw") }),
  documents: (props) => [
    {
      name: `statements in the policy of ${props.bucket}`,
      kind: "bucket",
      document: toDocument(statementsOf(props.statements)),
    },
  ],
  reach: (props, { partition }) => {
    const arn = `arn:${partition}:s3:::${props.bucket}`;
    const document = toDocument(statementsOf(props.statements));
    const policy = { name: `policy of ${props.bucket}`, document };
    return {
      principals: principalsIn(document),
      attached: [arn, `${arn}/*`].map((on) => ({ on, policy })),
    };
  },
  reasons: ({ statements }) => reasonsOf(statementsOf(statements)),
  tasks: {
    merge: (input, context) => apply(input, context, true),
    withdraw: (input, context) => apply(input, context, false),
    restore: (input, context) => {
      const before = input.before as unknown as readonly Statement[];
      const made = input.statements as unknown as readonly Statement[];
      return mergePolicy(
        { ...bucketOf(input), own: before, sids: sidsOf([...before, ...made]), known: made },
        context,
      );
    },
  },
});

function ownOf({ statements }: StatementsProps): readonly Statement[] {
  return plain(statementsOf(statements));
}

function sidsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
}

function stateOf(statements: readonly Statement[]): JsonObject {
  return documentState({ Version: "2012-10-17", Statement: statements });
}

/** The whole document is known only once it is read under the lock: the plan shows what is merged into it. */
function taskOn(props: StatementsProps, name: string, more: JsonObject = {}): Change {
  const { bucket, bucketOwner } = props;
  return {
    calls: [],
    task: { name, input: { bucket, bucketOwner, statements: ownOf(props), ...more } },
    locks: [`s3-bucket-policy/${bucket}`],
  };
}

async function apply(input: JsonObject, context: TaskContext, wanted: boolean): Promise<void> {
  const own = input.statements as unknown as readonly Statement[];
  await mergePolicy({ ...bucketOf(input), own: wanted ? own : [], sids: sidsOf(own) }, context);
}

function bucketOf({ bucket, bucketOwner }: JsonObject) {
  return { bucket: String(bucket), bucketOwner: String(bucketOwner) };
}

/** Our own statements. A document has no tags: they are ours if they speak of nothing but what ours would. */
async function readStatements(
  props: StatementsProps,
  scope: Scope,
  aws: Aws,
): Promise<Live<StatementsState> | undefined> {
  const document = await readPolicy(props, aws);
  const own = ownOf(props);
  const found = ownStatements(document, sidsOf(own));
  if (found.length === 0) return undefined;
  const owner = foreignSids(document, own).length === 0 ? scope.tags : {};
  return {
    state: { bucket: props.bucket, statements: stateOf(found) },
    outputs: {},
    owner,
    memo: { statements: found },
  };
}
