import type { World } from "../../../sandbox/local-aws/world.ts";
import { canonicalJson } from "../../../src/core/canonical.ts";
import { statementsOf } from "./remains.ts";

/** Tables whose rows, as they are at the beginning, nobody may touch. */
const FOREIGN = [
  "iam.roles",
  "iam.policies",
  "iam.users",
  "kms.keys",
  "kms.grants",
  "s3.buckets",
  "secrets.secrets",
  "transfer.users",
  "transfer.servers",
] as const;

/** Looks after what is somebody else's: what of it has changed. */
export function watchForeign(truth: World): () => readonly string[] {
  const rows = FOREIGN.flatMap((table) =>
    truth
      .table(table)
      .entries()
      .map(([key, value]) => ({ table, key, value })),
  );
  const statements = statementsOf(truth).map((statement) => canonicalJson({ ...statement }));
  return () => {
    const changed = rows.filter(({ table, key, value }) => truth.table(table).get(key) !== value);
    const now = new Set(statementsOf(truth).map((statement) => canonicalJson({ ...statement })));
    return [
      ...changed.map(({ table, key }) => `foreign ${table} ${key} was changed`),
      ...statements
        .filter((statement) => !now.has(statement))
        .map((text) => `foreign statement is gone: ${text}`),
    ];
  };
}

/** What there is twice that there may be once. */
export function duplicatesIn(truth: World): readonly string[] {
  const secrets = truth.table("secrets.secrets").entries();
  const users = truth.table("transfer.users").entries();
  return [
    ...twice(
      truth
        .table("kms.grants")
        .entries()
        .map(([, { keyArn, name, grantee }]) => `grant ${name ?? grantee} of ${keyArn}`),
    ),
    ...twice(
      secrets.filter(([, { deletedAt }]) => deletedAt === undefined).map(([, { name }]) => `secret ${name}`),
    ),
    ...twice(statementsOf(truth).map(({ Sid = "" }) => `statement ${Sid}`)),
    ...twice(statementsOf(truth).map((statement) => JSON.stringify({ ...statement, Sid: "" }))),
    ...users.flatMap(([key, { keys }]) => twice(keys.map(({ body }) => `key ${body} of ${key}`))),
    ...secrets.flatMap(([key, { versions }]) =>
      twice(Object.values(versions).flatMap(({ stages }) => stages.map((stage) => `${stage} of ${key}`))),
    ),
  ];
}

function twice(things: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return things.filter((thing) => seen.size === seen.add(thing).size).map((thing) => `twice: ${thing}`);
}
