import { h } from "hastscript";
import type { LastMet } from "../../../audit/last-met.ts";
import type { Json, JsonObject } from "../../../core/json.ts";
import { hostKeyFindings, LOOKED_FROM, metWord } from "../../render/met.ts";
import { shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { badge, type Content, callout, code, table } from "./parts.ts";

/** What came of meeting the partner's own servers: each with its verdict, and both keys. */
export function serversContent({ servers, at, run, seq }: LastMet): readonly Content[] {
  const findings = hostKeyFindings(servers);
  return [
    ...(findings === 0
      ? []
      : [
          callout(
            "bad",
            `${counted(findings, "server")} did not show to be the one that was pinned`,
            "Nothing should log in there until the partner has said, by another way than this server, who answers at that address.",
          ),
        ]),
    h("p", [`Met ${timeText(at)}, by run `, code(run), `, audit record ${seq}. ${LOOKED_FROM}`]),
    table(
      "The partner's own servers, as they were met",
      ["Server", "Host", "Port", "Verdict", "Pinned host key", "Presented"],
      servers.map((met) => [
        shown(met.server),
        code(shown(met.host)),
        shown(met.port),
        badge(...metWord(met)),
        code(shown(met.pinned)),
        presentedBy(met),
      ]),
      ["servers"],
    ),
  ];
}

/** All of them in one badge, for the partner's standing. */
export function serversBadge({ servers, at }: LastMet): Content {
  const findings = hostKeyFindings(servers);
  const same = servers.filter(({ verdict }) => verdict === "same").length;
  const mark =
    findings > 0
      ? badge("bad", counted(findings, "host key finding"))
      : badge(
          same === servers.length ? "good" : "warn",
          `${same} of ${servers.length} with the pinned host key`,
        );
  return h("span", [mark, `, last met ${timeText(at)}`]);
}

function presentedBy({ verdict, presented, code: fault, why }: JsonObject): Content {
  if (verdict === "same") return "the pinned one, and proved that it holds it";
  if (verdict === "unproven") return "the pinned one, and did not prove that it holds it";
  if (verdict !== "other") return h("span", [`none: ${shown(why)} (`, code(shown(fault)), ")"]);
  return h("div", [...fingerprints(presented)]);
}

function fingerprints(presented: Json | undefined): readonly Content[] {
  return [presented].flat().map((one) => h("div", [code(shown(one))]));
}
