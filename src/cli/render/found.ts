import type { Found } from "../../core/plan.ts";
import { differenceLines } from "./plan-stages.ts";
import type { Style } from "./style.ts";
import { plain, wrap } from "./text.ts";

const TITLES: Readonly<Record<Found["standing"], string>> = {
  untagged: "Nobody's: taken over by tagging it",
  ours: "The partner's already",
  missing: "Not there: the onboarding makes it",
};

/** What an adoption found, by whose it is, with what the onboarding that follows would change of it. */
export function foundLines(found: readonly Found[], style: Style): readonly string[] {
  const standings = ["untagged", "ours", "missing"] as const;
  return standings.flatMap((standing) => {
    const those = found.filter((one) => one.standing === standing);
    if (those.length === 0) return [];
    return [style.bold(TITLES[standing]), ...those.flatMap((one) => linesOf(one, style)), ""];
  });
}

function linesOf({ title, standing, tags, differences }: Found, style: Style): readonly string[] {
  const name = `  ${plain(title)}`;
  if (standing === "missing") return [name];
  const kept = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [
    name,
    ...(standing === "ours" || kept.length === 0
      ? []
      : [wrap(`its own tags stay: ${plain(kept.join(", "))}`, style.width, "      ")]),
    ...(differences.length === 0
      ? [style.dim("      is as the runbook wants it")]
      : [style.dim("      the onboarding would change:"), ...differenceLines({ differences }, style)]),
  ];
}
