import type { SignedBy } from "../../audit/signed-by.ts";
import type { Signer } from "../../audit/verify-signatures.ts";
import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

/** Who signed the log, how far, and what that shows. */
export function signersText(signers: readonly Signer[], trusted: boolean, style: Style): string[] {
  const last = signers.at(-1);
  if (last === undefined) return [];
  const changes = signers.slice(1).map(({ key, fingerprint, from }) => {
    const text = `The key was changed: from record ${from} on it is ${plain(key)}, ${fingerprint}.`;
    return style.warn(wrap(text, style.width, "  "));
  });
  const bare =
    "By the public key in the folder: this only shows that whoever wrote the folder had that key. Give the one that you trust with --public-key.";
  return [
    `${style.good("✓")} Signed up to record ${last.to} by ${plain(last.key)}`,
    `  Public key: ${last.fingerprint}, ${last.algorithm}`,
    ...changes,
    trusted ? "  It is a public key that was given." : wrap(bare, style.width, "  "),
  ];
}

/** Records after the last that is signed; said only where anything is signed at all. */
export function unsignedText(to: number, head: number, style: Style): string[] {
  if (to === 0 || head <= to) return [];
  const which = head === to + 1 ? `Record ${head} is` : `Records ${to + 1}–${head} are`;
  return [`${style.warn("!")} ${which} not signed yet: \`vendor audit sign\`.`];
}

/** One sentence on who signed a record. */
export function signedByText(seq: number, signed: SignedBy | undefined): string {
  if (signed === undefined) return "It is not signed.";
  const how =
    signed.seq === seq ? "Signed" : `Signed with record ${signed.seq}, which covers it by the chain,`;
  return `${how} by ${plain(signed.key)}, public key ${signed.fingerprint}.`;
}
