import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetRoleCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import ssh2 from "ssh2";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { makeServerKey, type SshServer, startSshServer } from "../support/ssh-servers.ts";
import { clientsOf } from "./support/clients.ts";
import { openPlace, type Place } from "./support/place.ts";
import { tracesOf } from "./support/scan.ts";
import type { Ended } from "./support/vendor.ts";

const EXAMPLES = new URL("../../runbooks/examples/", import.meta.url).pathname;
const FIRST = "Bearer first-value-5d1f0c";
const SECOND = "Bearer second-value-77ab21";

const [pinned, other] = [makeServerKey("ed25519"), makeServerKey("ed25519")];

let place: Place;
/** The partners' own server. */
let server: SshServer;
beforeAll(async () => {
  place = await openPlace();
  // None of these partners has a use for a Transfer server.
  place.configure({ transferServer: undefined, sftpEndpoint: undefined });
  server = await startSshServer([pinned]);
});
afterAll(() => Promise.all([place.close(), server.close()]));

const example = (name: string) => join(EXAMPLES, `${name}.yaml`);

/** A partner file like an example's, with inputs changed. */
function like(name: string, inputs: Readonly<Record<string, unknown>>): string {
  const file = parse(readFileSync(example(name), "utf8")) as { partner: string; inputs: object };
  const changed = { ...file, inputs: { ...file.inputs, ...inputs } };
  return place.write(`${file.partner}.yaml`, stringify(changed));
}

async function done(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const ended = await place.vendor([...args, "--json"], env);
  expect(ended.code, ended.tail).toBe(0);
  return ended;
}

/** The secret as the workload reads it. AWS alone gives it a session, so the sandbox's role is let in by hand for a moment. */
async function secretOf(partner: string, VersionStage = "AWSCURRENT"): Promise<Record<string, unknown>> {
  const { admin, local } = place;
  const RoleName = `vendor-${partner}`;
  const trust = (PolicyDocument: string) =>
    admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const { Role } = await admin.iam.send(new GetRoleCommand({ RoleName }));
  const Statement = [
    { Effect: "Allow", Principal: { AWS: local.describe.sandboxRoleArn }, Action: "sts:AssumeRole" },
  ];
  await trust(JSON.stringify({ Version: "2012-10-17", Statement }));
  const sandbox = clientsOf(local.url, local.credentials("sandbox"));
  const RoleArn = `arn:aws:iam::${local.describe.account}:role/${RoleName}`;
  const { Credentials } = await patiently(() =>
    sandbox.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "workload" })),
  );
  const workload = clientsOf(local.url, {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  const { SecretString = "{}" } = await patiently(() =>
    workload.secrets.send(
      new GetSecretValueCommand({ SecretId: `vendor/${partner}/connection`, VersionStage }),
    ),
  );
  await trust(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
  sandbox.close();
  workload.close();
  return JSON.parse(SecretString) as Record<string, unknown>;
}

async function trustOf(partner: string): Promise<Record<string, unknown> | undefined> {
  const { Role } = await place.admin.iam.send(new GetRoleCommand({ RoleName: `vendor-${partner}` }));
  const document = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  return (JSON.parse(document) as { Statement: Record<string, unknown>[] }).Statement[0];
}

/** What changed by hand spreads for a moment. */
const patiently = <T>(call: () => Promise<T>): Promise<T> =>
  vi.waitFor(call, { timeout: 60_000, interval: 50 });

/** Whoever answers at the partner's address is met before it is said to be ready, and in each test. */
async function serversAreMet(): Promise<void> {
  const { port } = server;
  const ready = await done(["ready", "acme", "--wait", "--reached"]);
  expect(ready.result().servers).toMatchObject([{ verdict: "same", host: "127.0.0.1", port }]);

  await server.close();
  expect((await place.vendor(["ready", "acme"])).stdout).toMatch(/is ready[\s\S]*was not reached from here/);
  const unreached = await place.json("ready", "acme", "--reached");
  expect(unreached.code, unreached.tail).toBe(10);
  expect(unreached.result().reasons).toMatchObject([{ code: "UNREACHED" }]);

  server = await startSshServer([other], { port });
  const refused = await place.json("ready", "acme", "--wait");
  expect(refused.code, refused.tail).toBe(10);
  expect(refused.result().reasons).toMatchObject([{ code: "HOST_KEY" }]);
  const found = await place.json("test", "acme");
  expect(found.code, found.tail).toBe(10);
  expect(found.result()).toMatchObject({
    outcome: "findings",
    error: { code: "HOST_KEY_FINDINGS" },
    servers: [{ verdict: "other", pinned: pinned.fingerprint, presented: [other.fingerprint] }],
  });
  const { record } = (await done(["audit", "show", "acme"])).result() as { record?: { servers?: unknown } };
  expect(record?.servers).toMatchObject([{ verdict: "other" }]);
  expect((await place.vendor(["audit", "show", "acme"])).stdout).toContain(
    `✗ 127.0.0.1:${port} presented ${other.fingerprint}, not the pinned ${pinned.fingerprint}`,
  );
  expect((await place.vendor(["audit", "list"])).stdout).toMatch(/test +acme +done, 1 host key finding/);
  const status = await place.vendor(["status", "acme"]);
  expect(status.stdout).toMatch(/as recorded, 1 host key finding on \d{4}-/);
  expect(status.stdout.replaceAll(/\s+/g, " ")).toContain(
    `✗ 127.0.0.1:${port} presented ${other.fingerprint}`,
  );
  await done(["report", "acme", "--out", "acme.html"]);
  const html = readFileSync(join(place.dir, "acme.html"), "utf8");
  for (const text of ["1 host key finding", "another host key", pinned.fingerprint, other.fingerprint])
    expect(html).toContain(text);
  expect(server.seen.logins).toEqual([]);
}

/** Another port leaves the key pair as it is; only who asks for another pair gets one. */
async function keyStays(): Promise<void> {
  const handed = (ended: Ended) => (ended.result().handover as { publicKey?: string } | undefined)?.publicKey;
  const changed = (inputs: Readonly<Record<string, unknown>>) =>
    like("sftp-pull", { host: "127.0.0.1", port: server.port, hostKey: other.line, ...inputs });
  const again = ["--yes", "--skip-test", "--reason", "its server has moved"];
  const first = await secretOf("acme", "private-key");
  expect(first).toEqual({ keyPair: "1", privateKey: expect.stringContaining("PRIVATE KEY") });

  const moved = changed({ remotePath: "/elsewhere" });
  const plan = await place.vendor(["onboard", "--from", moved, ...again, "--dry-run"]);
  expect(plan.stdout).toMatch(/The key pair stays, SHA256:/);
  const same = await done(["onboard", "--from", moved, ...again]);
  expect(await secretOf("acme")).toMatchObject({ hostKey: other.line, remotePath: "/elsewhere" });
  expect(await secretOf("acme", "private-key")).toEqual(first);

  const asked = changed({ keyPair: "2" });
  const told = await place.vendor(["onboard", "--from", asked, ...again, "--dry-run"]);
  expect(told.stdout).toContain("A new key pair is made");
  const rotated = await done(["onboard", "--from", asked, ...again]);
  const second = await secretOf("acme", "private-key");
  expect(second.privateKey).not.toBe(first.privateKey);
  expect(handed(same)).toMatch(/^ssh-ed25519 /);
  expect(handed(rotated)).toMatch(/^ssh-ed25519 /);
  expect(handed(rotated)).not.toBe(handed(same));
  expect(keyOf(first)).toBe(handed(same));
  expect(keyOf(second)).toBe(handed(rotated));
}

/** Without a Transfer server, whoever needs one is told so, and nobody else. */
async function serverIsMissed(): Promise<void> {
  const hosted = ["onboard", "hooli", "--runbook", "hosted-sftp", "--owner", "team@example.com", "--yes"];
  const refused = await place.json(...hosted);
  expect(refused.code, refused.tail).toBe(2);
  expect(refused.result().error).toMatchObject({
    code: "BASE_LACKS",
    problems: [{ field: "transferServer", hint: expect.stringContaining("vendor init --base") }],
  });
  const looked = await place.json("doctor");
  expect(looked.result().findings).toContainEqual(
    expect.objectContaining({ level: "ok", field: "transferServer", text: expect.stringMatching(/^none/) }),
  );
  expect(looked.result().findings).not.toContainEqual(expect.objectContaining({ level: "error" }));
  const policy = await done(["policy", "operator"]);
  expect(policy.printed).not.toMatch(
    /transfer:(?!DescribeSecurityPolicy|ListServers)|transfer.amazonaws.com/,
  );
  await done(["status"]);
}

/** The public half of a private key, as people send it. */
function keyOf({ privateKey }: Readonly<Record<string, unknown>>): string {
  const parsed = ssh2.utils.parseKey(String(privateKey));
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}

/** Everything that the command line has written: journals, plans, states, audit records. */
function written(): string {
  return readdirSync(join(place.dir, ".vendor"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

it("partners that the company's workloads fetch from live and go, each by a role and a secret of its own", async () => {
  const at = { host: "127.0.0.1", port: server.port };
  const acme = like("sftp-pull", { ...at, hostKey: pinned.line });
  const globex = like("ssh-pull", { ...at, hostKey: other.fingerprint });
  const pulled = await done(["onboard", "--from", acme, "--from", globex, "--yes"]);
  const met = { server: "partner", ...at };
  expect(pulled.result().partners).toMatchObject([
    { servers: [{ ...met, verdict: "same", pinned: pinned.fingerprint }] },
    { servers: [{ ...met, verdict: "other", presented: [pinned.fingerprint] }] },
  ]);
  expect(pulled.events().filter(({ type }) => type === "warning")).toHaveLength(1);
  const api = ["onboard", "--from", example("https-api"), "--yes"];
  const unanswered = await place.json(...api);
  expect(unanswered.code).toBe(2);
  expect(unanswered.result().error?.problems?.[0]?.hint).toContain("--set-secret");
  const called = await done([...api, "--set-secret", "apiKey=env:API_KEY"], { API_KEY: FIRST });

  const [task, oidc, lambda] = await Promise.all(["acme", "globex", "initech"].map(trustOf));
  expect(task).toMatchObject({
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Condition: {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:123456789012:*" },
    },
  });
  const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
  expect(oidc).toMatchObject({
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:sub`]: "system:serviceaccount:integrations:globex",
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    },
  });
  expect(lambda).toMatchObject({ Principal: { Service: "lambda.amazonaws.com" } });

  const same = await done(api);
  expect(same.result().outcome).toBe("no-changes");
  expect(await secretOf("acme")).toMatchObject({
    host: "127.0.0.1",
    port: server.port,
    username: "example-corp",
    hostKey: pinned.line,
    privateKey: { versionStage: "private-key" },
  });
  expect(await secretOf("initech")).toMatchObject({
    apiKey: FIRST,
    baseUrl: "https://api.initech.example/v1",
  });

  await serversAreMet();
  await keyStays();
  await serverIsMissed();

  place.write("new-key", `${SECOND}\n`);
  const rotated = await done([
    ...api,
    "--set-secret",
    "apiKey=@new-key",
    "--skip-test",
    "--reason",
    "a new key",
  ]);
  expect(await secretOf("initech")).toMatchObject({ apiKey: SECOND });

  const gone = await Promise.all(
    ["acme", "globex", "initech"].map((partner) =>
      done(["offboard", partner, "--yes", "--confirm", partner]),
    ),
  );
  expect(await tracesOf(place, "globex")).toEqual(["secret in its recovery window vendor/globex/connection"]);
  const verified = await place.vendor(["audit", "verify"]);
  expect(verified.code, verified.tail).toBe(0);

  const told = [pulled, called, same, rotated, ...gone].map(({ printed }) => printed).join("\n");
  for (const secret of [FIRST, SECOND, "PRIVATE KEY"]) {
    expect(told).not.toContain(secret);
    expect(written()).not.toContain(secret);
  }
});
