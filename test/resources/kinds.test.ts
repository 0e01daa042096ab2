import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { diff } from "../../src/plan/diff.ts";
import { iamRole } from "../../src/resources/iam-role.ts";
import type { Kind } from "../../src/resources/kind.ts";
import { kmsGrant } from "../../src/resources/kms-grant.ts";
import { secretsmanagerSecret } from "../../src/resources/secretsmanager-secret.ts";
import { bareKey, fingerprintOf } from "../../src/resources/ssh-key.ts";
import { transferUser } from "../../src/resources/transfer-user.ts";
import { type Bench, runner, scopeOf, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  const { run } = runner(bench.operator, scope());
  await run(iamRole, iamRole.create(iamRole.example, scope()));
});
afterAll(() => bench.close());

const scope = () => scopeOf(bench, "example");
const read = (kind: Kind, props: Kind["example"]) => kind.read(props, scope(), bench.operator);
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLPVYTSoexDXkUuCMzfBqdVtuXfYUTRi6cHhuDmePmd";

describe("iam-role", () => {
  const RoleName = "vendor-example";

  it("sees an inline policy that somebody added, and takes it away again", async () => {
    const Statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::partner-files/*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await bench.admin.send("iam", "PutRolePolicy", { RoleName, PolicyName: "extra", PolicyDocument });
    const live = await read(iamRole, iamRole.example);
    expect(diff(live?.state, iamRole.desired(iamRole.example, scope())).map(({ path }) => path)).toEqual([
      "policies.extra",
    ]);
    if (live)
      await runner(bench.operator, scope()).run(iamRole, iamRole.update(iamRole.example, live, scope()));
    expect(
      diff((await read(iamRole, iamRole.example))?.state, iamRole.desired(iamRole.example, scope())),
    ).toEqual([]);
  });

  it("refuses to update or remove a role that somebody attached a policy to", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const live = await read(iamRole, iamRole.example);
    if (live === undefined) throw new Error("no role");
    const attached = { ...live, state: { ...live.state, attachments: [PolicyArn] } };
    const refusal = expect.objectContaining({ code: "ROLE_ATTACHED_BY_OTHERS", exit: 3 });
    expect(() => iamRole.update(iamRole.example, attached, scope())).toThrow(refusal);
    const removal = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;
    expect(() => iamRole.remove(iamRole.example, attached, scope(), removal)).toThrow(refusal);
  });

  it("deletes what allows before what denies, and the role last", async () => {
    const live = await read(iamRole, iamRole.example);
    const removal = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;
    const stages = live ? iamRole.remove(iamRole.example, live, scope(), removal) : {};
    expect(stages.delete?.calls.map(({ operation, input }) => [operation, input.PolicyName])).toEqual([
      ["DeleteRolePolicy", "access"],
      ["DeleteRolePolicy", "vendor-revoked"],
      ["DeleteRole", undefined],
    ]);
  });
});

describe("kms-grant", () => {
  it("reports grants of the same name and revokes them all but one", async () => {
    const key = bench.local.describe.kmsKeyArn;
    const props = { ...kmsGrant.example, key };
    const { run } = runner(bench.operator, scope());
    await run(kmsGrant, kmsGrant.create(props, scope()));
    await run(kmsGrant, kmsGrant.create({ ...props, operations: ["Decrypt"] }, scope()));
    const live = await read(kmsGrant, props);
    expect(live?.state.duplicates).toHaveLength(1);
    if (live) await run(kmsGrant, kmsGrant.update(props, live, scope()));
    const settled = await read(kmsGrant, props);
    expect(diff(settled?.state, kmsGrant.desired(props, scope()))).toEqual([]);
  });

  it("owns by name", async () => {
    const props = { ...kmsGrant.example, key: bench.local.describe.kmsKeyArn };
    const live = await kmsGrant.read(props, scopeOf(bench, "another"), bench.operator);
    expect(live?.owner).toEqual({});
  });
});

describe("transfer-user", () => {
  it("changes keys, and adds and takes away the test's key", async () => {
    const props = transferUser.example;
    const { run, outputs, materials } = runner(bench.operator, scope());
    await run(transferUser, transferUser.create(props, scope()));
    const live = await read(transferUser, props);
    const changed = { ...props, publicKeys: [`${KEY} comment`] };
    if (live) await run(transferUser, transferUser.update(changed, live, scope()));
    expect((await read(transferUser, changed))?.state.publicKeys).toEqual([KEY]);

    const access = transferUser.testAccess?.(changed, scope(), "test");
    if (access === undefined) throw new Error("no test access");
    await run(transferUser, { ...access.add, generates: [{ id: "test", type: "ssh-ed25519" }] });
    const keys = (await read(transferUser, changed))?.state.publicKeys;
    expect(keys).toContain(bareKey(materials.get("test")?.publicKey ?? ""));
    expect(outputs.get("testKeyId")).toMatch(/^key-/);
    await run(transferUser, access.remove);
    expect((await read(transferUser, changed))?.state.publicKeys).toEqual([KEY]);
  });
});

describe("secretsmanager-secret", () => {
  const props = () => ({ ...secretsmanagerSecret.example, kmsKey: bench.local.describe.kmsKeyArn });
  const removal = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;

  it("puts the private key into the value and the public one into outputs, and not even the operator can read it", async () => {
    const { run, outputs, materials } = runner(bench.operator, scope());
    await run(secretsmanagerSecret, secretsmanagerSecret.create(props(), scope()));
    expect(outputs.get("publicKey")).toBe(materials.get("key")?.publicKey);
    expect((await read(secretsmanagerSecret, props()))?.outputs.publicKey).toBe(
      materials.get("key")?.publicKey,
    );
    const value = bench.admin.send("secrets-manager", "GetSecretValue", {
      SecretId: "vendor/example/connection",
    });
    await expect(value).rejects.toMatchObject({ meaning: "denied" });
  });

  it("counts as gone but reserved in its recovery window, and is revived with a new key", async () => {
    const kind = secretsmanagerSecret;
    const { run, outputs } = runner(bench.operator, scope());
    const live = await read(kind, props());
    const before = live?.outputs.publicKey;
    if (live) await run(kind, kind.remove(props(), live, scope(), removal).remove ?? { calls: [] });
    expect(await read(kind, props())).toBeUndefined();

    const reserved = await kind.reserved?.(props(), scope(), bench.operator);
    expect(reserved?.owner).toMatchObject(scope().tags);
    expect(reserved?.outputs.publicKey).toBeUndefined();
    expect(diff(reserved?.state, kind.desired(props(), scope()))).toContainEqual(
      expect.objectContaining({ path: "status", desired: "active" }),
    );
    if (reserved) await run(kind, kind.update(props(), reserved, scope()));
    const revived = await read(kind, props());
    expect(diff(revived?.state, kind.desired(props(), scope()))).toEqual([]);
    expect(revived?.outputs.publicKey).toBe(outputs.get("publicKey"));
    expect(revived?.outputs.publicKey).not.toBe(before);
  });

  it("keeps a key by itself: it stays while the rest changes, is made anew when it is asked for, and both ways back", async () => {
    const kind = secretsmanagerSecret;
    const keptProps = (host: string, pair: string, stage = "private-key") => ({
      ...props(),
      name: "vendor/example/kept",
      readBy: "workload",
      // Read here as the administrator.
      readers: ["arn:aws:iam::123456789012:role/admin"],
      value: { host },
      kept: { stage, value: { pair, privateKey: "${generated.key.privateKey}" } },
    });
    const stored = async (stage?: string) => {
      const SecretId = "vendor/example/kept";
      const input = { SecretId, ...(stage === undefined ? {} : { VersionStage: stage }) };
      const { output } = await bench.admin.send("secrets-manager", "GetSecretValue", input);
      return JSON.parse(output.SecretString ?? "{}") as { host?: string; privateKey?: string; pair?: string };
    };
    const { run, materials } = runner(bench.operator, scope());
    const change = async (to: ReturnType<typeof keptProps>) => {
      const live = await read(kind, to);
      if (live === undefined) throw new Error("It is gone.");
      const made = kind.update(to, live, scope());
      await run(kind, made);
      expect(diff((await read(kind, to))?.state, kind.desired(to, scope()))).toEqual([]);
      return { live, made };
    };
    await run(kind, kind.create(keptProps("a", "1"), scope()));
    const first = materials.get("key")?.privateKey.reveal();
    expect([await stored(), await stored("private-key")]).toEqual([
      { host: "a" },
      { pair: "1", privateKey: first },
    ]);

    const moved = await change(keptProps("b", "1"));
    expect(moved.made.notes?.join()).toMatch(/^The key pair stays, SHA256:/);
    expect([await stored(), await stored("private-key")]).toEqual([
      { host: "b" },
      { pair: "1", privateKey: first },
    ]);

    const rotated = await change(keptProps("b", "2"));
    expect(rotated.made.notes?.join()).toMatch(/new key pair/);
    const second = materials.get("key")?.privateKey.reveal();
    expect(second).not.toBe(first);
    expect(await stored("private-key")).toEqual({ pair: "2", privateKey: second });

    const now = await read(kind, keptProps("b", "1"));
    await run(kind, kind.restore(keptProps("b", "1"), rotated.live, now, scope(), {}) ?? { calls: [] });
    expect(await stored("private-key")).toEqual({ pair: "1", privateKey: first });
    const restored = await read(kind, keptProps("b", "1"));
    expect([restored?.state, restored?.outputs]).toEqual([rotated.live.state, rotated.live.outputs]);

    await change(keptProps("b", "1", "other-stage"));
    await expect(stored("private-key")).rejects.toThrow(/ResourceNotFound|find the specified secret/);
    const live = await read(kind, keptProps("b", "1"));
    if (live)
      await run(kind, kind.remove(keptProps("b", "1"), live, scope(), removal).remove ?? { calls: [] });
    expect(await read(kind, keptProps("b", "1"))).toBeUndefined();
  });

  it("knows the partner's own key by its fingerprint and stores new details when they change", async () => {
    const kind = secretsmanagerSecret;
    const { generateKey: _, ...rest } = props() as Readonly<Record<string, Json>>;
    const own = {
      ...rest,
      name: "vendor/example/own",
      publicKey: `${KEY} me@here`,
      value: { host: "sftp.example.com" },
    };
    const { run, outputs } = runner(bench.operator, scope());
    await run(kind, kind.create(own, scope()));
    expect(outputs.get("publicKey")).toBe(KEY);
    const live = await read(kind, own);
    expect(live?.state.key).toBe(fingerprintOf(KEY));
    const moved = { ...own, value: { host: "sftp2.example.com" } };
    expect(diff(live?.state, kind.desired(moved, scope())).map(({ path }) => path)).toEqual(["content"]);
    if (live) await run(kind, kind.update(moved, live, scope()));
    expect(diff((await read(kind, moved))?.state, kind.desired(moved, scope()))).toEqual([]);
  });
});
