import type { HandoverPart } from "../../../runbook/handover.ts";
import { paragraph, section, tableOf } from "../../page/tree.ts";
import type { WayText } from "../facts.ts";

type ApiToOpen = Extract<HandoverPart, { type: "api-to-open" }>;

/** What the partner opens where the company calls the partner's API. */
export function apiToOpenText(_folder: string, { url, from }: ApiToOpen): WayText {
  return {
    files: [],
    content: [
      ...section(
        "We call your API",
        tableOf(
          ["setting", "value"],
          [
            ["what we call", { code: url }],
            ["how", "HTTPS, with your certificate checked"],
            [
              "we come from",
              from === undefined || from.length === 0 ? "ask the contact below" : from.join(", "),
            ],
          ],
        ),
        paragraph(
          "The credential that you gave us lies in our Secrets Manager; it is not in this pack, and nobody reads it but the function that calls you. To replace it, issue a new one and keep the old one alive until we confirm.",
        ),
      ),
    ],
  };
}
