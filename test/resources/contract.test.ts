import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { diff } from "../../src/plan/diff.ts";
import { type Kind, REMOVAL_STAGES, type Scope } from "../../src/resources/kind.ts";
import { isUntagged } from "../../src/resources/ownership.ts";
import { baseKinds, kinds } from "../../src/resources/registry.ts";
import { type Bench, runner, scopeOf, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const REMOVAL = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;
const PARTNER = "example";

/** The example, with the key that the local AWS happens to have. */
function exampleOf(example: JsonObject): JsonObject {
  const key = bench.local.describe.kmsKeyArn;
  return JSON.parse(JSON.stringify(example).replace(/arn:aws:kms:[^"]+/g, key)) as JsonObject;
}

/** A change of the example that AWS takes: another text, one operation less, a longer list. */
const EDITS: Readonly<Record<string, (props: JsonObject) => JsonObject>> = {
  "iam-role": (props) => ({ ...props, description: "Another text", maxSessionSeconds: 7200 }),
  "s3-object": (props) => ({ ...props, body: "another canary" }),
  "secretsmanager-secret": ({ generateKey: _key, ...props }) => ({
    ...props,
    description: "Another text",
    value: { host: "sftp.example.net", user: "example" },
  }),
  "kms-grant": (props) => ({ ...props, operations: ["Decrypt"] }),
  "iam-policy": ({ statements, ...props }) => {
    const [first] = statements as readonly JsonObject[];
    return { ...props, statements: [{ ...first, Action: ["s3:GetObject"] }] };
  },
  "transfer-user": (props) => ({
    ...props,
    mappings: [{ entry: "/in", target: "/partner-files/example/in" }],
  }),
  "s3-bucket-statements": (props) => {
    const [first, ...others] = props.statements as readonly JsonObject[];
    return {
      ...props,
      statements: [{ ...first, Condition: { StringLike: { "s3:prefix": "example/in/*" } } }, ...others],
    };
  },
};

/** Roles that the examples name: KMS and Transfer want them to exist. */
async function withRole(kindName: string): Promise<() => Promise<void>> {
  if (kindName === "iam-role") return async () => {};
  const RoleName = "vendor-example";
  const Principal = { Service: "transfer.amazonaws.com" };
  const Statement = [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await bench.admin.send("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
  return async () => {
    await bench.admin.send("iam", "DeleteRole", { RoleName });
  };
}

/** What a change and a removal leave is brought back to exactly what was there before. */
async function bringBack(
  kind: Kind,
  props: JsonObject,
  edited: JsonObject,
  scope: Scope,
  aws: Aws,
): Promise<void> {
  const { run, outputs } = runner(aws, scope);
  const read = async () => (await kind.read(edited, scope, aws)) ?? kind.reserved?.(edited, scope, aws);
  const before = await read();
  if (before === undefined) throw new Error("Nothing is there.");
  await run(kind, kind.update(edited, before, scope));
  const changed = await read();
  const made = Object.fromEntries(outputs);
  await run(kind, kind.restore(edited, before, changed, scope, made) ?? { calls: [] });
  expect(await read()).toEqual({ ...before, outputs: expect.anything() });

  const removal = kind.remove(edited, before, scope, REMOVAL);
  for (const stage of REMOVAL_STAGES) await run(kind, removal[stage] ?? { calls: [] });
  const back = kind.restore(edited, before, await read(), scope, made);
  await run(kind, back ?? kind.create(props, scope));
  expect((await read())?.state).toEqual(before.state);
}

/** What is given back is nobody's, and can be taken again; nothing but its tags is touched by either. */
async function adoptAnew(kind: Kind, props: JsonObject, scope: Scope, aws: Aws): Promise<void> {
  const { run } = runner(aws, scope);
  const found = await kind.read(props, scope, aws);
  const claim = found && kind.claim?.(props, found, scope);
  if (found === undefined || claim === undefined) return;
  await run(kind, claim.release);
  const released = await kind.read(props, scope, aws);
  expect(isUntagged(released?.owner ?? scope.tags)).toBe(true);
  expect(released?.state).toEqual(found.state);
  if (released) await run(kind, kind.claim?.(props, released, scope).take ?? { calls: [] });
  expect(await kind.read(props, scope, aws)).toEqual(found);
}

describe.each([...kinds.keys(), ...baseKinds.keys()])("%s", (name) => {
  const kind = kinds.get(name) ?? baseKinds.get(name);
  // The base is made by somebody who may; partners' resources by the operator.
  const whoever = () => (kinds.has(name) ? bench.operator : bench.admin);
  if (kind === undefined) throw new Error(name);

  it("declares what shared code reads", () => {
    const scope = scopeOf(bench, PARTNER);
    expect(kind.schema.safeParse(kind.example).error).toBeUndefined();
    expect(kind.schema.safeParse({ ...kind.example, unheard: "of" }).success).toBe(false);
    const known = Object.keys(kind.known(kind.example, scope));
    expect(Object.keys(kind.outputs)).toEqual(expect.arrayContaining(known));
    expect(kind.permissions.length).toBeGreaterThan(0);
    expect(kind.identify(kind.example, scope).type).toMatch(/^AWS::/);
  });

  it("lives through create, read, update and remove under the operator's own policy", async () => {
    const removeRole = await withRole(name);
    const scope = scopeOf(bench, PARTNER);
    const { run, outputs } = runner(whoever(), scope);
    const props = exampleOf(kind.example);
    expect(await kind.read(props, scope, whoever())).toBeUndefined();

    await run(kind, kind.create(props, scope));
    const created = await kind.read(props, scope, whoever());
    expect(diff(created?.state, kind.desired(props, scope))).toEqual([]);
    expect(created?.owner).toMatchObject(scope.tags);
    for (const output of Object.keys(kind.outputs)) {
      if (output !== "testKeyId") expect(outputs.get(output), output).toBe(created?.outputs[output]);
    }

    await adoptAnew(kind, props, scope, whoever());

    const edited = EDITS[name]?.(props) ?? props;
    await bringBack(kind, props, edited, scope, whoever());
    const restored = await kind.read(edited, scope, whoever());
    if (restored) await run(kind, kind.update(edited, restored, scope));
    const updated = await kind.read(edited, scope, whoever());
    expect(diff(updated?.state, kind.desired(edited, scope))).toEqual([]);

    const stages = updated ? kind.remove(edited, updated, scope, REMOVAL) : {};
    for (const stage of REMOVAL_STAGES) {
      const change = stages[stage];
      if (change) await run(kind, change);
    }
    expect(await kind.read(edited, scope, whoever())).toBeUndefined();
    await removeRole();
  });
});
