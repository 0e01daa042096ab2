import { logFile, readLog } from "../audit/log.ts";
import { readSignatures } from "../audit/signatures.ts";
import { verifyLog } from "../audit/verify.ts";
import { anchorsOfSignatures, verifySignatures } from "../audit/verify-signatures.ts";
import type { Disk } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { plain } from "./render/text.ts";
import type { CommandResult } from "./result.ts";
import type { Session } from "./session.ts";
import { signHead } from "./sign-head.ts";
import { inWorkplace, withAws } from "./workplace.ts";

/**
 * `vendor audit sign`: has the head of the log signed, where it is not. A log that does not verify is not signed.
 * @throws VendorError `signingUnconfigured`, `auditBroken`, `signingKeyUnfit`, … · AwsFailure
 */
export function auditSign(session: Session): Promise<CommandResult> {
  return inWorkplace(session, async (place) => {
    const { store, signWith } = place.config.audit;
    if (signWith === undefined) throw vendorError("signingUnconfigured", {});
    const log = logFile(store);
    requireSound(log, session.host.disk);
    const signature = await withAws(session, place, ({ aws }) =>
      signHead({ log, signWith, aws, effects: session.host }),
    );
    if (signature === undefined)
      return { outcome: "done", text: "No record yet: there is nothing to sign.", data: { log } };
    const { seq, key, algorithm, fingerprint } = signature;
    return {
      outcome: "done",
      text: `${session.outStyle.good("✓")} ${log} is signed up to record ${seq} by ${plain(key)}`,
      data: { log, signature: { seq, key, algorithm, fingerprint } },
    };
  });
}

/** A signature over a head vouches for all before it. */
function requireSound(log: string, disk: Disk): void {
  const { signatures, keys } = readSignatures(log, disk);
  const signed = verifySignatures(signatures, { given: [], folder: keys });
  const chain = verifyLog(readLog(log, disk), anchorsOfSignatures(signed.signatures));
  // Half a line at the end is what a crash leaves: the next append puts it aside.
  const findings = [...chain.findings, ...signed.findings].filter(({ code }) => code !== "truncated");
  const [first] = findings;
  if (first !== undefined)
    throw vendorError("auditBroken", { file: log, findings: findings.length, first: first.message });
}
