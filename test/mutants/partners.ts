import type { JsonObject } from "../../src/core/json.ts";

/** A kind of partner of the runbook hosted-sftp, by the answers that make it one. */
export interface PartnerKind {
  readonly name: string;
  readonly inputs: JsonObject;
}

const ACCOUNT = { partnerAccount: "210987654321", partnerRole: "vendor-sandbox-partner" };

/** Every kind of partner that the runbook makes. */
export const PARTNER_KINDS: readonly PartnerKind[] = [
  { name: "SFTP only", inputs: {} },
  { name: "bucket policy", inputs: { ...ACCOUNT, pull: "bucket-policy" } },
  { name: "assume role", inputs: { ...ACCOUNT, pull: "assume-role" } },
];
