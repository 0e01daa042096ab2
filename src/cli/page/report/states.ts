import { h } from "hastscript";
import type { PartnerState } from "../../../store/partners.ts";
import { shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import type { ReportFacts } from "../../report/facts.ts";
import { livedUntestedTexts } from "../../untested.ts";
import { badge, type Content, code, type Tone, table } from "./parts.ts";

/** More partners than this are counted: a table of them all is `vendor status`. */
const LISTED = 1_000;

/** Every partner in one row. */
export function statesContent({ states, partners }: ReportFacts): readonly Content[] {
  const full = new Set(partners.map(({ state }) => state.partner));
  return [
    table(
      "Partners, by name",
      ["Partner", "State", "Since", "Runbook", "Owner", "Test"],
      states
        .slice(0, LISTED)
        .map((state) => [
          full.has(state.partner)
            ? h("a", { href: `#partner-${state.partner}` }, state.partner)
            : state.partner,
          stateBadge(state),
          timeText(state.since),
          `${state.runbook.name} ${state.runbook.version}`,
          shown(state.owner),
          untestedBadge(state),
        ]),
    ),
    ...(states.length > LISTED
      ? [
          h("p", [
            `${counted(states.length - LISTED, "partner")} more are not in this table: `,
            code("vendor status"),
            " lists all.",
          ]),
        ]
      : []),
  ];
}

const TONES: Readonly<Record<PartnerState["state"], Tone>> = {
  live: "good",
  offboarded: "plain",
  adopted: "warn",
  adopting: "warn",
  onboarding: "warn",
  testing: "warn",
  offboarding: "warn",
};

/** Where a partner stands, in words. */
export function stateBadge({ state }: PartnerState): Content {
  return badge(TONES[state], state.endsWith("ing") ? `${state}, not finished` : state);
}

/** Whether a partner was tested, for the table and for its own section. */
export function untestedBadge(partner: PartnerState): Content {
  const once = livedUntestedTexts(partner).flatMap((text) => [" ", badge("warn", shown(text))]);
  return once.length === 0 ? testBadge(partner) : h("span", [testBadge(partner), ...once]);
}

function testBadge({ untested, state }: PartnerState): Content {
  if (state === "offboarded") return "gone, certified";
  if (untested !== undefined)
    return badge("bad", `UNTESTED since ${timeText(untested.since)}: ${shown(untested.reason)}`);
  if (state === "adopted" || state === "adopting") return badge("bad", "UNTESTED: taken over as it was");
  return state === "live" ? badge("good", "tested") : badge("warn", "not finished");
}
