import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { Probe } from "../../src/core/probe.ts";
import { evaluate } from "../../src/policy/evaluate.ts";
import { lintPolicy } from "../../src/policy/lint.ts";
import type { NamedPolicy, Principal, Statement } from "../../src/policy/types.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { completeInputs } from "../../src/runbook/inputs.ts";
import { resolveBlueprint } from "../../src/runbook/resolve.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const config = parseConfig(CONFIG_TEMPLATE, "/company", "vendor.config.yaml");
const base = { partition: "aws", sftp: { host: "sftp.example.com", port: 22, hostKeys: [] }, warnings: [] };

const SERVER = { host: "sftp.acme.example", username: "us", hostKey: `SHA256:${"A".repeat(43)}` };
const KINDS: Readonly<Record<string, JsonObject>> = {
  "sftp-pull": SERVER,
  "ssh-pull": SERVER,
  "https-api": { baseUrl: "https://api.acme.example", apiKey: "(hidden, 0123456789abcdef)" },
};
const GROUNDS: readonly JsonObject[] = [
  { runsOn: "ecs-task" },
  { runsOn: "lambda", function: "acme-orders" },
  {
    runsOn: "oidc",
    oidcIssuer: "token.actions.githubusercontent.com",
    oidcSubject: "repo:us/acme:ref:refs/heads/main",
  },
];
const CASES = Object.entries(KINDS).flatMap(([name, inputs]) =>
  GROUNDS.map((ground) => [name, String(ground.runsOn), { ...inputs, ...ground }] as const),
);

const runbookOf = (name: string) => loadRunbook(name, { own: [], shipped: SHIPPED }, "/");

function resolve(name: string, answers: JsonObject, rehearsal = false) {
  const runbook = runbookOf(name);
  const inputs = completeInputs(runbook.inputs, answers);
  const tags = { "vendor:partner": "acme" };
  return resolveBlueprint(runbook, {
    config,
    subject: "acme",
    rehearsal,
    standIn: rehearsal,
    inputs,
    base,
    tags,
  });
}

/** The role's documents, as they would be in force. */
function documentsOf(name: string, answers: JsonObject) {
  const { resources, probes } = resolve(name, answers);
  const props = resources.find(({ id }) => id === "role")?.props as {
    readonly trust: readonly Statement[];
    readonly policy: { readonly statements: readonly Statement[] };
  };
  const judged = probes.filter(({ attempt }) => attempt.type === "evaluate");
  return { trust: props.trust, policy: props.policy.statements, judged };
}

/** Probes that do not answer as they must where these documents are in force. */
function wrong(
  judged: readonly Probe[],
  trust: readonly Statement[],
  policy: readonly Statement[],
): readonly string[] {
  const document = (name: string, Statement: readonly Statement[]): NamedPolicy => ({
    name,
    document: { Version: "2012-10-17", Statement },
  });
  const account = config.account;
  return judged.flatMap(({ id, attempt, expect: expected }) => {
    if (attempt.type !== "evaluate") return [];
    const { caller, action, resource, keys } = attempt;
    const roleArn = attempt.roleArn;
    const session: Principal = { type: "session", account, roleArn, roleId: "AROA", sessionName: "s" };
    const principal: Principal =
      caller === undefined
        ? session
        : "service" in caller
          ? { type: "service", ...caller }
          : { type: "federated", ...caller };
    const policies =
      caller === undefined
        ? { identity: [document("access", policy)] }
        : { resource: document("trust", trust), resourcePolicy: "required" as const };
    // The secret's ARN is known to the run alone.
    const arn = resource.replace(
      "${resources.secret.arn}",
      `arn:aws:secretsmanager:${config.region}:${account}:secret:vendor/acme/connection-AbCdEf`,
    );
    const { allowed } = evaluate(
      { principal, action, resource: arn, resourceAccount: account, context: keys },
      policies,
    );
    return allowed === (expected === "allowed") ? [] : [id];
  });
}

describe.each(CASES)("%s on %s", (name, _ground, answers) => {
  const { trust, policy, judged } = documentsOf(name, answers);

  it("trusts its workload alone, and the documents answer every probe of them as they must", () => {
    expect(trust).toHaveLength(1);
    expect(judged.length).toBeGreaterThan(15);
    expect(wrong(judged, trust, policy)).toEqual([]);
    const plain = (statements: readonly Statement[]) =>
      statements.map(({ reason: _reason, ...rest }) => rest);
    const lint = (kind: "trust" | "identity", statements: readonly Statement[]) =>
      lintPolicy({ Version: "2012-10-17", Statement: plain(statements) as Statement[] }, kind, {
        account: config.account,
      });
    expect([...lint("trust", trust), ...lint("identity", policy)]).toEqual([]);
  });

  it("is found out where a condition of its trust, or a statement of its policy, is missing or wider", () => {
    const [statement] = trust;
    for (const [operator, block] of Object.entries(statement?.Condition ?? {}))
      for (const key of Object.keys(block)) {
        if (operator.endsWith("IfExists")) continue;
        const { [key]: _left, ...rest } = block;
        const spoiled = {
          ...statement,
          Condition: { ...statement?.Condition, [operator]: rest },
        } as Statement;
        expect(wrong(judged, [spoiled], policy), `${operator} ${key}`).not.toEqual([]);
      }
    for (const [index, { Sid }] of policy.entries()) {
      // What S3 and KMS do, and log groups, are tried on the twin, or by nobody.
      if (/Encryption|FilesKey|Logs/.test(String(Sid))) continue;
      const without = policy.filter((_, other) => other !== index);
      expect(wrong(judged, trust, without), String(Sid)).not.toEqual([]);
    }
  });

  it("keeps what was entered hidden out of its twin, and out of everything but the one call", () => {
    const [twin, live] = [true, false].map((rehearsal) => JSON.stringify(resolve(name, answers, rehearsal)));
    expect(twin).not.toContain("hidden");
    expect(live?.split("${hidden.").length).toBe(name === "https-api" ? 2 : 1);
  });
});

it("the three are alike in all but how they connect", () => {
  const [first, ...others] = Object.keys(KINDS).map((name) => runbookOf(name).document);
  const canaries = (document: typeof first) =>
    Object.entries(document?.resources ?? {}).filter(([, { canary }]) => canary);
  for (const other of others) {
    expect(other?.definitions).toEqual(first?.definitions);
    expect(other?.access).toEqual(first?.access);
    expect(canaries(other)).toEqual(canaries(first));
  }
});
