import type { JsonObject } from "../../src/core/json.ts";
import { examplesOf, withHiddenLater } from "../../src/runbook/examples.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";

/** A kind of partner, by the runbook and the answers that make it one. */
export interface PartnerKind {
  readonly name: string;
  /** Name of a runbook, or a path to one. */
  readonly runbook: string;
  readonly inputs: JsonObject;
}

/** The folder of the shipped runbooks. */
export const RUNBOOKS = new URL("../../runbooks", import.meta.url).pathname;

/** Whose documents are spoiled where nothing is asked for. */
export const USUAL = "hosted-sftp";

const ACCOUNT = { partnerAccount: "210987654321", partnerRole: "vendor-sandbox-partner" };

const SERVER = { host: "sftp.acme.example", username: "us", hostKey: `SHA256:${"A".repeat(43)}` };

const OIDC = {
  runsOn: "oidc",
  oidcIssuer: "token.actions.githubusercontent.com",
  oidcSubject: "repo:us/acme:ref:refs/heads/main",
};

const API = { baseUrl: "https://api.acme.example", apiKey: "(hidden, given later)" };

const ACROSS = ["bucket-policy", "assume-role"].flatMap((how) =>
  ["both", "read", "write"].map((direction) => ({
    name: `${direction}, ${how}`,
    runbook: "cross-account-s3",
    inputs: { ...ACCOUNT, direction, how },
  })),
);

/** Every kind of partner of the shipped runbooks whose documents are spoiled. */
export const PARTNER_KINDS: readonly PartnerKind[] = [
  { name: "SFTP only", runbook: "hosted-sftp", inputs: {} },
  { name: "bucket policy", runbook: "hosted-sftp", inputs: { ...ACCOUNT, pull: "bucket-policy" } },
  { name: "assume role", runbook: "hosted-sftp", inputs: { ...ACCOUNT, pull: "assume-role" } },
  ...ACROSS,
  { name: "pull on ECS", runbook: "sftp-pull", inputs: SERVER },
  { name: "pull by OIDC", runbook: "ssh-pull", inputs: { ...SERVER, ...OIDC } },
  { name: "API from Lambda", runbook: "https-api", inputs: { ...API, runsOn: "lambda", function: "acme" } },
];

/**
 * The kinds of a runbook's partners: those listed, or of one that has none listed the partner of its first example.
 * @param runbook name, or a path to one
 * @throws VendorError `runbookUnknown`, `fileUnreadable`, `fileInvalid`
 */
export function kindsOf(runbook: string): readonly PartnerKind[] {
  const listed = PARTNER_KINDS.filter((kind) => kind.runbook === runbook);
  if (listed.length > 0) return listed;
  const read = loadRunbook(runbook, { own: [], shipped: RUNBOOKS }, process.cwd());
  return examplesOf(read)
    .slice(0, 1)
    .map(({ inputs }) => ({ name: read.name, runbook, inputs: withHiddenLater(read.inputs, inputs) }));
}
