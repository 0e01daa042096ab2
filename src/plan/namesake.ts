import type { GateTiming, Stage } from "../core/plan.ts";
import type { Probe } from "../core/probe.ts";
import { type Item, stepOf } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { gatesStage, stepsStage } from "./stages.ts";
import type { Blueprint } from "./types.ts";

/** The stages, and the actors that they need beside the partner's. */
interface NamesakeTrial {
  readonly stages: readonly Stage[];
  readonly actors: Blueprint["actors"];
}

/**
 * Stages that make the deleted identity anew under its name, without any right of its own, try with it what the partner
 * could do, and take it away again: a statement that was left behind and names the identity would let it in.
 * None where the blueprint has nobody to assume it as.
 */
export function namesakeTrial(
  { actors, probes }: Blueprint,
  items: readonly Item[],
  scope: Scope,
  timing: GateTiming,
): NamesakeTrial {
  const offers = items.flatMap((item) => {
    const offer = item.kind.namesake?.(item.props, scope);
    return offer === undefined ? [] : [{ item, offer }];
  });
  const own = probes.filter(({ expect }) => expect === "allowed");
  const [door] = own.filter(({ attempt }) => attempt.type === "assume");
  if (door === undefined || offers.length === 0) return { stages: [], actors: {} };
  const inside = own.filter(({ actor }) => {
    const spec = actors[actor];
    return spec?.type === "assume-role" && !spec.held;
  });
  const prefix = "offboard/namesake";
  const stages = [
    ...stepsStage(
      "namesake",
      "Make the identity anew under its name, without rights",
      offers.map(({ item, offer }) => stepOf(item, scope, prefix, "create", offer.add)),
    ),
    ...gatesStage("namesake-enters", "Wait until it can be assumed", [door], timing),
    ...gatesStage("namesake-refused", "Prove that its name opens nothing", refusals(inside, door), timing),
    ...stepsStage(
      "namesake-removed",
      "Take it away again",
      offers.map(({ item, offer }) => stepOf(item, scope, `${prefix}-removed`, "remove", offer.remove)),
    ),
  ];
  return { stages, actors: namedActors(inside, actors) };
}

function namedActors(probes: readonly Probe[], actors: Blueprint["actors"]): Blueprint["actors"] {
  return Object.fromEntries(
    probes.flatMap(({ actor }) => {
      const spec = actors[actor];
      return spec === undefined ? [] : [[named(actor), spec]];
    }),
  );
}

/** The session that an actor has had so far is one of the identity before: this one gets its own. */
function named(actor: string): string {
  return `${actor}Namesake`;
}

/** With a control: the session is the one that was given, and no session is no refusal. */
function refusals(probes: readonly Probe[], door: Probe): readonly Probe[] {
  return probes.map((probe) => ({
    ...probe,
    actor: named(probe.actor),
    expect: "denied",
    control: door.id,
    reason: "Nothing may be left that names who it was.",
  }));
}
