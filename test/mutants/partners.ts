import type { JsonObject } from "../../src/core/json.ts";

/** A kind of partner, by the runbook and the answers that make it one. */
export interface PartnerKind {
  readonly name: string;
  readonly runbook: string;
  readonly inputs: JsonObject;
}

const ACCOUNT = { partnerAccount: "210987654321", partnerRole: "vendor-sandbox-partner" };

const SERVER = { host: "sftp.acme.example", username: "us", hostKey: `SHA256:${"A".repeat(43)}` };

const OIDC = {
  runsOn: "oidc",
  oidcIssuer: "token.actions.githubusercontent.com",
  oidcSubject: "repo:us/acme:ref:refs/heads/main",
};

const API = { baseUrl: "https://api.acme.example", apiKey: "(hidden, given later)" };

/** Every kind of partner whose documents are spoiled. */
export const PARTNER_KINDS: readonly PartnerKind[] = [
  { name: "SFTP only", runbook: "hosted-sftp", inputs: {} },
  { name: "bucket policy", runbook: "hosted-sftp", inputs: { ...ACCOUNT, pull: "bucket-policy" } },
  { name: "assume role", runbook: "hosted-sftp", inputs: { ...ACCOUNT, pull: "assume-role" } },
  { name: "pull on ECS", runbook: "sftp-pull", inputs: SERVER },
  { name: "pull by OIDC", runbook: "ssh-pull", inputs: { ...SERVER, ...OIDC } },
  { name: "API from Lambda", runbook: "https-api", inputs: { ...API, runsOn: "lambda", function: "acme" } },
];
