import type { Context, Principal } from "./types.ts";

/**
 * The keys that a usual request has: over TLS, now, in the configured region, with a session that has just begun.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @param now epoch milliseconds
 */
export function usualKeys(now: number, region: string, principal: Principal): Context {
  const time = new Date(now).toISOString();
  return {
    "aws:SecureTransport": "true",
    "aws:CurrentTime": time,
    "aws:EpochTime": String(Math.floor(now / 1000)),
    "aws:RequestedRegion": region,
    "aws:ViaAWSService": "false",
    ...(principal.type === "session" && { "aws:TokenIssueTime": time }),
  };
}
