/** What came of meeting a server that is known by its host key, without logging in. Keys are `SHA256:…` fingerprints. */
export type Meeting =
  /** It presents the pinned key, and has shown that it holds it. */
  | { readonly verdict: "same"; readonly pinned: string }
  /** It presents other keys. */
  | { readonly verdict: "other"; readonly pinned: string; readonly presented: readonly string[] }
  /** It presents the pinned key and did not show that it holds it: a public key can be presented by anybody. */
  | { readonly verdict: "unproven"; readonly pinned: string }
  /** It did not get as far as a key. */
  | {
      readonly verdict: "unreached";
      readonly pinned: string;
      /** Node's code of a network fault such as `ECONNREFUSED`, or `NO_ALGORITHM`, `NO_SSH`. */
      readonly code: string;
      readonly why: string;
    };

/** A server of a partner's, and what came of meeting it from this machine. */
export type MetServer = Meeting & {
  /** What the runbook calls it. */
  readonly server: string;
  readonly host: string;
  readonly port: number;
};

/** Whether whoever answers is not who was pinned. */
export function isImpostor({ verdict }: Meeting): boolean {
  return verdict === "other" || verdict === "unproven";
}
