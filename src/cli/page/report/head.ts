import { h } from "hastscript";
import { shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import type { LogFacts, ReportFacts } from "../../report/facts.ts";
import { bullets, type Content, callout, code, factList } from "./parts.ts";
import { skippedOf } from "./runs.ts";

/** What a reader must know before anything else: whether the log holds, what was never tested, from when all this is. */
export function headContent(facts: ReportFacts): readonly Content[] {
  const { madeAt, tool, account, region, store, log } = facts;
  return [
    logCallout(log),
    ...untestedCallouts(facts),
    ...missingCallouts(facts),
    factList([
      ["Made", `${timeText(madeAt)}, by ${tool}`],
      ["Account", h("span", [code(account), `, ${region}`])],
      [
        "From",
        h("span", [
          "the records in ",
          code(store),
          ". AWS was not asked: each fact is from the time that stands beside it.",
        ]),
      ],
      [
        "Audit log",
        h("span", [
          code(log.file),
          `, ${counted(log.records, "record")}, head: record ${log.head.seq} `,
          code(log.head.hash),
        ]),
      ],
    ]),
  ];
}

function logCallout({ findings, records, head, signedTo, signers }: LogFacts): Content {
  if (findings.length > 0) {
    return callout(
      "bad",
      `The audit log does not verify: ${counted(findings.length, "finding")}`,
      bullets(findings.map((text) => shown(text))),
      h("p", [
        "Do not rely on this page until that is understood. ",
        code("vendor audit verify"),
        " tells more.",
      ]),
    );
  }
  if (records === 0) return callout("warn", "The audit log is empty: nothing of this page is proven by it.");
  const signed =
    signedTo === 0
      ? "It is not signed by a key."
      : `Signed up to record ${signedTo} by ${signers.join("; ")}${signedTo < head.seq ? `; records ${signedTo + 1} to ${head.seq} are not signed yet` : ""}.`;
  return callout(
    "good",
    `The audit log verifies: ${counted(records, "record")}, one unbroken chain`,
    `${signed} Compare its head with the one that you keep elsewhere: records cut off at the end leave no other trace.`,
  );
}

function untestedCallouts({ states, partners }: ReportFacts): readonly Content[] {
  const untested = states.flatMap(({ partner, untested, state }) =>
    untested === undefined || state === "offboarded" ? [] : [{ partner, ...untested }],
  );
  const once = partners.flatMap(({ state, runs }) =>
    untested.some(({ partner }) => partner === state.partner)
      ? []
      : runs.flatMap(({ record }) =>
          skippedOf(record.options).map((text) => `${state.partner}, ${timeText(record.startedAt)}: ${text}`),
        ),
  );
  return [
    ...untested.map(({ partner, since, reason }) =>
      callout(
        "bad",
        `${partner} is UNTESTED since ${timeText(since)}`,
        `Nobody has tried what it can reach. The reason that was given: ${shown(reason)}`,
      ),
    ),
    ...(once.length === 0
      ? []
      : [callout("warn", "Left out at some time, and on record for ever", bullets(once))]),
  ];
}

function missingCallouts({ partners }: ReportFacts): readonly Content[] {
  const missing = partners.flatMap((partner) => partner.missing);
  return missing.length === 0
    ? []
    : [
        callout(
          "warn",
          "Something that was recorded is not there any more",
          bullets(missing.map((text) => shown(text))),
        ),
      ];
}
