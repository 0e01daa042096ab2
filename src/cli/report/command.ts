import { resolve } from "node:path";
import { writeWhole } from "../../core/disk.ts";
import { vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { placeFlags } from "../flags.ts";
import { wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { ReportFacts } from "./facts.ts";
import { type Pairs, pairsAbout } from "./pairs.ts";

/** What the options of `vendor report` say. */
export interface ReportOptions {
  /** A path, or `-` for stdout. */
  readonly out?: string;
}

/** Others may read a report: that is what it is for. */
const MODE = 0o644;

/**
 * `vendor report`: one HTML file about one partner or all, from what is recorded. Asks nothing of AWS.
 * @throws VendorError `partnerUnknown`, `usageInvalid`, `storeBroken`, `configMissing`, …
 */
export async function report(
  session: Session,
  partner: string | undefined,
  { out }: ReportOptions,
): Promise<CommandResult> {
  const toStdout = out === "-";
  if (toStdout && session.options.json)
    throw vendorError("usageInvalid", {
      what: "--out - and --json both want stdout: name a file with --out.",
      command: "report",
    });
  const { gatherFacts } = await import("./gather.ts");
  const facts = await gatherFacts(session, partner);
  if (facts === undefined)
    return {
      outcome: "done",
      text: "No partner yet. Add the first one: vendor onboard",
      data: { file: null },
    };
  const { reportHtml } = await import("../page/report.ts");
  const html = reportHtml(facts);
  if (toStdout) return { outcome: "done", text: html.trimEnd() };
  const file = resolve(
    session.host.cwd,
    out ?? `vendor-report${partner === undefined ? "" : `-${partner}`}.html`,
  );
  writeWhole(session.host.disk, file, html, MODE);
  return {
    outcome: "done",
    ...(partner === undefined ? {} : { partner }),
    ...resultOf(session, facts, file, html),
  };
}

function resultOf(
  { outStyle, options }: Session,
  { log, states, partners, partner, pairs, madeAt }: ReportFacts,
  file: string,
  html: string,
): Pick<CommandResult, "text" | "data"> {
  const untested = states.filter((state) => state.untested !== undefined && state.state !== "offboarded");
  const flags = placeFlags(options);
  const verified = log.findings.length === 0;
  return {
    text: [
      `${outStyle.good("✓")} ${file}`,
      verified
        ? wrap(
            `The audit log verifies: ${log.records} record(s), head ${log.head.hash}`,
            outStyle.width,
            "  ",
          )
        : `${outStyle.bad("✗")} The audit log does not verify, and the report says so: vendor audit verify${flags}`,
      ...untested.map(
        ({ partner }) =>
          `${outStyle.bad("✗")} ${partner} is untested, and the report says so: vendor test ${partner}${flags}`,
      ),
      ...(states.length > partners.length
        ? [
            `  ${partners.length} of ${states.length} partners are told in full: vendor report PARTNER${flags} tells another.`,
          ]
        : []),
    ].join("\n"),
    data: {
      file,
      bytes: Buffer.byteLength(html),
      madeAt,
      audit: { verified, records: log.records, head: { ...log.head }, findings: [...log.findings] },
      partners: states.map(({ partner }) => partner),
      inFull: partners.map(({ state }) => state.partner),
      untested: untested.map(({ partner }) => partner),
      pairs: pairsData(pairs, partner),
    },
  };
}

function pairsData(pairs: Pairs, partner: string | undefined): JsonObject {
  const all = pairsAbout(pairs, partner);
  const proven = all.flatMap(({ provenAt }) => provenAt ?? []).sort();
  return {
    possible: all.length,
    tried: all.filter(({ tried }) => tried !== undefined).length,
    inForce: { proven: proven.length, oldest: proven[0] ?? null },
    findings: [...pairs.findings],
  };
}
