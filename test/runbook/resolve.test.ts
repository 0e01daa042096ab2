import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { VendorError } from "../../src/core/errors.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { completeInputs } from "../../src/runbook/inputs.ts";
import { resolveBlueprint } from "../../src/runbook/resolve.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const TEXT = readFileSync(join(SHIPPED, "hosted-sftp.yaml"), "utf8");
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpQEPrYkbk5HPPsEoUh+jltl6f+XR1gggBNSbwaSc7n";
const config = parseConfig(CONFIG_TEMPLATE, "/company", "vendor.config.yaml");
const base = {
  partition: "aws",
  sftp: { host: "sftp.example.com", port: 22, hostKeys: ["SHA256:abc"] },
  warnings: [],
};

const dir = mkdtempSync(join(tmpdir(), "vendor-resolve-"));
afterAll(() => rmSync(dir, { recursive: true }));

function resolve(text: string, answers: JsonObject, rehearsal = false) {
  const file = join(dir, "own.yaml");
  writeFileSync(file, text);
  const runbook = loadRunbook(file, { own: [], shipped: SHIPPED }, dir);
  const inputs = completeInputs(runbook.inputs, answers);
  return resolveBlueprint(runbook, {
    config,
    subject: rehearsal ? "acme-rehearsal" : "acme",
    rehearsal,
    standIn: rehearsal,
    inputs,
    base,
    tags: { "vendor:partner": "acme" },
  });
}

const ACCOUNT = { partnerAccount: "210987654321", partnerRole: "reader" };
const ANSWERS: readonly (readonly [string, JsonObject])[] = [
  ["a key that is made", {}],
  ["a key that is brought", { publicKey: KEY }],
  ["an account that reads through the bucket policy", ACCOUNT],
  ["an account that reads through the bucket policy, and a key", { ...ACCOUNT, publicKey: KEY }],
  ["an account that assumes a role", { ...ACCOUNT, pull: "assume-role" }],
  ["an account that assumes a role, and a key", { ...ACCOUNT, pull: "assume-role", publicKey: KEY }],
];

it("names a push that leads nowhere, and ways in that can't be told, each by its line", () => {
  const broken = TEXT.replace(/^push: prefix$/m, "push: role").replace(
    /^ {4}user: .*names.user.*$/m,
    "    usr: x",
  );
  const problems = (() => {
    try {
      resolve(broken, {});
    } catch (error) {
      return error instanceof VendorError ? error.problems : [];
    }
    return [];
  })();
  const named = problems.map(({ field, message }) => `${field}: ${message}`).join("\n");
  expect(named).toContain('push: There is no folder "role" among the resources.');
  expect(named).toMatch(/^handover\.sftp/m);
  for (const { line } of problems) expect(line).toBeGreaterThan(100);
});

describe("the shipped runbook", () => {
  it.each(ANSWERS)("resolves for %s, live and in rehearsal", (_what, answers) => {
    for (const rehearsal of [false, true]) {
      const { resources, probes, gates, death } = resolve(TEXT, answers, rehearsal);
      expect(JSON.stringify({ resources, probes })).not.toMatch(/\$\{(?!resources\.|generated\.|run\.|aws:)/);
      for (const { needs } of resources)
        expect(resources.map(({ id }) => id)).toEqual(expect.arrayContaining([...needs]));
      expect([gates.length, death.length].every((count) => count > 0)).toBe(true);
      const ids = probes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { control } of probes) if (control !== undefined) expect(ids).toContain(control);
    }
  });

  it("lets nobody but Transfer into a live partner's role", () => {
    const role = resolve(TEXT, {}).resources.find(({ id }) => id === "role");
    expect(role?.props.trust).toMatchObject([{ Principal: { Service: "transfer.amazonaws.com" } }]);
    expect(resolve(TEXT, {}, true).resources.find(({ id }) => id === "role")?.props.trust).toHaveLength(2);
  });
});

describe("a partner whose own account comes to its files", () => {
  const CROSS = readFileSync(join(SHIPPED, "cross-account-s3.yaml"), "utf8");
  const ways = ["read", "write", "both"].flatMap((direction) =>
    ["bucket-policy", "assume-role"].map((how) => ({ ...ACCOUNT, direction, how })),
  );

  it.each(ways)("is let do what was agreed, $direction by $how, and tried with the rest", (answers) => {
    const { direction, how } = answers;
    const live = resolve(CROSS, answers);
    const twin = resolve(CROSS, answers, true);
    expect(live.resources.map(({ kind }) => kind)).toContain(
      how === "bucket-policy" ? "s3-bucket-statements" : "iam-role",
    );
    const controls = twin.gates.map(({ id }) => id);
    const [read, write] = [direction !== "write", direction !== "read"];
    expect(controls).toEqual([
      ...(read ? ["s3.own.list", "s3.own.get"] : []),
      ...(write ? ["s3.own.put"] : []),
    ]);
    const refused = twin.probes.filter(({ expect: verdict }) => verdict === "denied").map(({ id }) => id);
    expect(refused).toContain("s3.delete.own");
    expect(refused.includes("s3.get.own")).toBe(!read);
    expect(refused.includes("s3.put.own")).toBe(!write);
    expect(twin.death.map(({ id }) => id)).toEqual(expect.arrayContaining(controls));
  });
});

describe("a runbook that can't be applied", () => {
  const lineOf = (passage: string) => TEXT.slice(0, TEXT.indexOf(passage)).split("\n").length;

  it.each([
    [
      "an unknown template",
      'name: "${names.user}"',
      'name: "${names.usr}"',
      "${names.usr}",
      `Did you mean "\${names.user}"?`,
    ],
    [
      "an unknown kind",
      "kind: transfer-user",
      "kind: transfer-usr",
      "transfer-usr",
      'Did you mean "transfer-user"?',
    ],
    [
      "an unknown resource",
      'role: "${resources.role.arn}"',
      'role: "${resources.rule.arn}"',
      '"rule"',
      undefined,
    ],
    [
      "a property that its kind does not take",
      "operations: [Decrypt]",
      "operations: [Encrypt, 7]",
      "",
      undefined,
    ],
    ["an unknown probe", "- sftp.own.put\n", "- sftp.own.putt\n", "sftp.own.putt", undefined],
  ])("is refused for %s, with the line", (_what, from, to, named, hint) => {
    expect(TEXT).toContain(from);
    const thrown = (() => {
      try {
        return resolve(TEXT.replace(from, to), {});
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(VendorError);
    const [problem] = (thrown as VendorError).problems;
    expect(problem?.message).toContain(named);
    if (hint !== undefined) expect(problem?.hint).toBe(hint);
    expect(Math.abs((problem?.line ?? 0) - lineOf(from))).toBeLessThanOrEqual(8);
  });
});
