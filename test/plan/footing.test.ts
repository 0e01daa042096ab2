import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { VendorError } from "../../src/core/errors.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { planOnboard } from "../../src/runbook/planning.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { type Bench, startBench } from "../resources/support.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));
const ISSUER = "idp.example.com/tenant";
const ARN = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** Plans a partner whose workload has tokens of an issuer. */
function plan(oidcIssuer: string, oidcAudience: string) {
  const { describe: base } = bench.local;
  const text = `account: "${base.account}"\nregion: ${base.region}\nbucket: ${base.bucket}\nkmsKey: ${base.kmsKeyArn}\ntransferServer: ${base.transferServer}\n`;
  const server = { host: "sftp.acme.example", username: "us", hostKey: `SHA256:${"A".repeat(43)}` };
  const subject = {
    runsOn: "oidc",
    oidcIssuer,
    oidcAudience,
    oidcSubject: "repo:us/acme:ref:refs/heads/main",
  };
  const choices = {
    config: parseConfig(text, "/", "vendor.config.yaml"),
    runbook: loadRunbook("sftp-pull", { own: [], shipped: SHIPPED }, "/"),
    partner: "acme",
    owner: "team@example.com",
    inputs: { ...server, ...subject },
    skipTest: "no sandbox account here",
  };
  return planOnboard(choices, { aws: bench.operator, tool: "vendor-cli/test" });
}

const refusalOf = (issuer: string, audience: string): Promise<VendorError> =>
  plan(issuer, audience).then(
    () => expect.unreachable("it was planned"),
    (error: VendorError) => error,
  );

test("an OIDC provider that is not there, or takes no such tokens, refuses the plan with the command that mends it", async () => {
  const none = await refusalOf(ISSUER, "mine");
  expect(none).toMatchObject({ code: "FOOTING_MISSING", exit: 3 });
  expect(none.problems).toMatchObject([
    {
      message: expect.stringContaining(`no OIDC identity provider for ${ISSUER}`),
      hint: expect.stringContaining(
        `aws iam create-open-id-connect-provider --url https://${ISSUER} --client-id-list mine`,
      ),
    },
  ]);
  const other = { Url: `https://${ISSUER}`, ClientIDList: ["theirs"] };
  await bench.admin.send("iam", "CreateOpenIDConnectProvider", other);
  const [audience] = (await refusalOf(ISSUER, "mine")).problems;
  expect(audience?.message).toContain("takes no tokens for the audience mine, but: theirs.");
  expect(audience?.hint).toContain(
    `add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${ARN} --client-id mine`,
  );
  const mine = { OpenIDConnectProviderArn: ARN, ClientID: "mine" };
  await bench.admin.send("iam", "AddClientIDToOpenIDConnectProvider", mine);
  expect((await plan(ISSUER, "mine")).warnings).toEqual([]);
});

test("an operator who may not look is told so, and goes on", async () => {
  const without = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "iam:GetOpenIDConnectProvider", Resource: "*" }],
  };
  const PolicyDocument = JSON.stringify(without);
  const role = { RoleName: "vendor-operator", PolicyName: "without" };
  await bench.admin.send("iam", "PutRolePolicy", { ...role, PolicyDocument });
  expect((await plan("idp.nobody.example", "mine")).warnings).toEqual([
    expect.stringContaining("could not be checked: you lack iam:GetOpenIDConnectProvider"),
  ]);
});
