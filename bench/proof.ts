import { defaultKeyPolicy } from "../src/policy/prove/estate.ts";
import { lookAlikesOf } from "../src/policy/prove/lookalikes.ts";
import { proveDisjoint } from "../src/policy/prove/prove.ts";
import type { Estate, ProofInput, ProofSubject } from "../src/policy/prove/types.ts";
import type { Grant, Statement } from "../src/policy/types.ts";

const SIZES = [100, 200, 500, 1000, 2000, 5000];
const ACCOUNT = "123456789012";
const ESTATE: Estate = {
  partition: "aws",
  account: ACCOUNT,
  region: "eu-central-1",
  bucket: "partner-files",
  keyArn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
};
const BUCKET = "arn:aws:s3:::partner-files";
const SECRETS = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:`;

/** What a partner's objects are called: the usual prefix, or a shape that has no literal beginning. */
type Shape = (partner: string) => string;

const SHAPES: readonly (readonly [name: string, shape: Shape, sizes: readonly number[]])[] = [
  ["one prefix a partner", (partner) => `${partner}/*`, SIZES],
  ["one common beginning", (partner) => `${"x".repeat(40)}/${partner}/*`, SIZES],
  ["leading wildcard, an ending of its own", (partner) => `*/${partner}.csv`, SIZES.slice(0, 3)],
  ["leading wildcard, a folder of its own", (partner) => `*/${partner}/*`, SIZES.slice(0, 3)],
];

/** How the time of a proof grows with the number of partners, for the shapes of documents that are kind to it and for those that are not. */
export function proofGrowth(): string {
  const lines = SHAPES.flatMap(([name, shape, sizes]) => {
    let before: number | undefined;
    const rows = sizes.map((size) => {
      const { ms, proof } = timed(inputOf(size, shape));
      const ratio = before === undefined ? "" : `×${(ms / before).toFixed(1)}`;
      before = ms;
      return `  ${String(size).padStart(5)} ${ms.toFixed(0).padStart(7)} ms ${ratio.padStart(6)} ${proof.pairs.toLocaleString("en").padStart(12)} pairs, ${proof.intersected.toLocaleString("en")} patterns intersected, ${(proof.overlaps.length + proof.more).toLocaleString("en")} overlaps`;
    });
    return [name, ...rows];
  });
  const one = inputOf(1001, (partner) => `${partner}/*`);
  const focus = [one.subjects[0]?.name ?? ""];
  const lookAlikes = one.lookAlikes.filter(({ subject }) => focus.includes(subject));
  const { ms } = timed({ ...one, focus, lookAlikes });
  return [
    "Proof of isolation, from documents alone (user CPU time)",
    ...lines,
    `one partner against 1,000: ${ms.toFixed(0)} ms`,
  ].join("\n");
}

/** One run, in milliseconds of CPU in user mode: the growth is told by its ratios. */
function timed(input: ProofInput) {
  const before = process.cpuUsage();
  const proof = proveDisjoint(input);
  return { ms: process.cpuUsage(before).user / 1000, proof };
}

function inputOf(size: number, shape: Shape): ProofInput {
  const names = Array.from(
    { length: size },
    (_, index) => `p${String((index * 7919) % 100_003).padStart(6, "0")}`,
  );
  return {
    estate: ESTATE,
    subjects: names.map((name) => subjectOf(name, shape(name))),
    attached: [defaultKeyPolicy(ESTATE)],
    grants: names.map(grantOf),
    lookAlikes: names.flatMap((name) =>
      lookAlikesOf(name, (other) => ({ prefix: `${other}/`, secret: `vendor/${other}/connection` })),
    ),
  };
}

function subjectOf(name: string, objects: string): ProofSubject {
  const allow = (
    Sid: string,
    Action: string | readonly string[],
    Resource: string,
    Condition = {},
  ): Statement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  });
  const Statement: readonly Statement[] = [
    allow("Objects", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], `${BUCKET}/${objects}`),
    allow("List", "s3:ListBucket", BUCKET, { StringLike: { "s3:prefix": [`${name}/*`] } }),
    allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], ESTATE.keyArn, {
      StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": [BUCKET, `${BUCKET}/${name}/*`] },
    }),
    allow("Secret", "secretsmanager:GetSecretValue", `${SECRETS}vendor/${name}/connection-??????`),
  ];
  const identity = [
    { name: `policy of vendor-${name}`, document: { Version: "2012-10-17" as const, Statement } },
  ];
  return { name, principals: [{ arn: roleOf(name), identity }] };
}

function roleOf(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/vendor-${name}`;
}

function grantOf(name: string): Grant {
  return {
    grantId: name,
    grantee: roleOf(name),
    keyArn: ESTATE.keyArn,
    operations: ["Decrypt"],
    encryptionContextSubset: { SecretARN: `${SECRETS}vendor/${name}/connection-AbCdEf` },
  };
}
