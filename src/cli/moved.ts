import { canonicalJson } from "../core/canonical.ts";
import { type Problem, vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { Plan, Step } from "../core/plan.ts";
import { counted } from "./render/text.ts";
import { stepTitle } from "./render/wording.ts";

/**
 * Refuses to go on where a plan that was reviewed is not the plan that the same request gives now.
 * @throws VendorError `planStale` with what moved
 */
export function refuseStale(file: string, reviewed: Plan, current: Plan): void {
  if (reviewed.digest === current.digest) return;
  throw vendorError("planStale", { file }, { problems: movedBetween(reviewed, current) });
}

/** What is different between two plans of the same request. */
function movedBetween(reviewed: Plan, current: Plan): readonly Problem[] {
  const facts = (
    ["runbook", "tool", "owner", "inputs", "options", "account", "region", "found", "warnings"] as const
  )
    .filter((name) => differs(reviewed[name], current[name]))
    .map(
      (name): Problem => ({
        field: name,
        message: `Was ${text(reviewed[name])}, is ${text(current[name])}.`,
      }),
    );
  const steps = movedSteps(stepsOf(reviewed), stepsOf(current));
  const found = [...facts, ...steps];
  return found.length > 0 ? found : [{ message: "Its gates, probes or actors are different." }];
}

function stepsOf({ phases }: Plan): ReadonlyMap<string, Step> {
  const steps = phases.flatMap((phase) =>
    phase.stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : [])),
  );
  return new Map(steps.map((step) => [step.id, step]));
}

function movedSteps(before: ReadonlyMap<string, Step>, now: ReadonlyMap<string, Step>): readonly Problem[] {
  const whole = new Map([...wholeParts(before, now, "no longer"), ...wholeParts(now, before, "newly")]);
  const told = new Set<string>();
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id): Problem[] => {
    const part = partsOf(id).find((prefix) => whole.has(prefix));
    if (part !== undefined) {
      if (told.has(part)) return [];
      told.add(part);
      return [{ field: part, message: whole.get(part) ?? "" }];
    }
    const [was, is] = [before.get(id), now.get(id)];
    if (!differs(was, is)) return [];
    if (was === undefined || was.action !== is?.action)
      return [{ field: id, message: `The plan says: ${done(was)}; now it would: ${done(is)}.` }];
    return [{ field: id, message: `The calls of "${stepTitle(was)}" are different.` }];
  });
}

/** The phase and the stage that a step is part of, by how its ID begins. */
function partsOf(id: string): readonly string[] {
  const [phase = "", stage = ""] = id.split("/");
  return [phase, `${phase}/${stage}`];
}

/** Phases and stages that are in one plan only: each is told as a whole, rather than step by step. */
function wholeParts(
  one: ReadonlyMap<string, Step>,
  other: ReadonlyMap<string, Step>,
  how: "no longer" | "newly",
): readonly (readonly [string, string])[] {
  const there = new Set([...other.keys()].flatMap(partsOf));
  const counts = new Map<string, number>();
  for (const part of [...one.keys()].flatMap(partsOf))
    if (!there.has(part)) counts.set(part, (counts.get(part) ?? 0) + 1);
  return [...counts].map(([part, count]) => [part, `${counted(count, "step")}, ${how} to be made.`]);
}

function done(step: Step | undefined): string {
  return step === undefined ? "nothing" : stepTitle(step);
}

function differs(one: unknown, other: unknown): boolean {
  return canonicalJson((one ?? null) as Json) !== canonicalJson((other ?? null) as Json);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
