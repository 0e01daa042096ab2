import { ageText } from "../../render/age.ts";
import { timeText } from "../../render/record-fields.ts";
import type { Standing } from "../../report/pairs.ts";
import type { Tone } from "./parts.ts";

/** How a standing is marked. */
export const TONES: Readonly<Record<Standing, Tone>> = {
  refused: "good",
  proven: "good",
  unproven: "warn",
  reached: "bad",
};

/** A sign for what is known: the fuller, the more. @param inForce whether the documents in force prove it */
export function standingSign(standing: Standing, inForce: boolean): string {
  switch (standing) {
    case "refused":
      return inForce ? "●" : "◐";
    case "proven":
      return inForce ? "◎" : "○";
    case "unproven":
      return "?";
    case "reached":
      return "✗";
  }
}

/** What a standing means. @param inForce whether the documents in force prove it */
export function standingWords(standing: Standing, inForce: boolean): string {
  const by = inForce ? "the documents in force" : "the runbooks only";
  switch (standing) {
    case "refused":
      return `proven apart by ${by}, and refused when it tried`;
    case "proven":
      return `proven apart by ${by}, not tried live`;
    case "unproven":
      return "not proven";
    case "reached":
      return "reached";
  }
}

/** A time and how long before the page it was. Both are ISO times. */
export function agedTime(at: string, madeAt: string): string {
  return `${timeText(at)}, ${ageText(Math.max(0, Date.parse(madeAt) - Date.parse(at)))} before this page`;
}
