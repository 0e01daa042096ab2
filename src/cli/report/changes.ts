import type { JsonObject } from "../../core/json.ts";
import type { Difference, Plan } from "../../core/plan.ts";
import { diff } from "../../plan/diff.ts";
import { kindOf } from "../../resources/registry.ts";
import { wantedOf } from "./wanted.ts";

/** What a plan asks for that the plan before it did not, and the other way round. */
export interface PlanChange {
  /** Members of the plan itself: runbook, inputs, options, owner, account, region. */
  readonly choices: readonly Difference[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly title: string; readonly differences: readonly Difference[] }[];
}

/** What changed from the plan of one run to that of a later one. An offboarding asks for nothing any more. */
export function changeBetween(before: Plan | undefined, after: Plan): PlanChange {
  const then = before === undefined ? new Map<string, Resource>() : resourcesOf(before);
  const now = resourcesOf(after);
  const both = [...now.keys()].filter((id) => then.has(id));
  return {
    choices: before === undefined ? [] : diff(choicesOf(before), choicesOf(after)),
    added: [...now].flatMap(([id, { title }]) => (then.has(id) ? [] : [title])),
    removed: [...then].flatMap(([id, { title }]) => (now.has(id) ? [] : [title])),
    changed: both.flatMap((id) => {
      const [one, other] = [then.get(id), now.get(id)];
      const differences = diff(one?.props, other?.props);
      return differences.length === 0 || other === undefined ? [] : [{ title: other.title, differences }];
    }),
  };
}

/** Whether nothing of what is wanted has changed. */
export function isSame({ choices, added, removed, changed }: PlanChange): boolean {
  return [choices, added, removed, changed].every((list) => list.length === 0);
}

interface Resource {
  readonly title: string;
  readonly props: JsonObject;
}

function choicesOf({ runbook, inputs, options, owner, account, region }: Plan) {
  const { name, version, digest } = runbook;
  return { runbook: { name, version, digest }, inputs, options, owner, account, region };
}

/** The resources that shall be there once the plan is done, by their IDs. */
function resourcesOf(plan: Plan): ReadonlyMap<string, Resource> {
  const wanted = wantedOf(plan);
  if (wanted === undefined) return new Map();
  const { partition, account, region } = plan;
  const { phase, resources } = wanted;
  const scope = { partition, account, region, partner: phase.subject, tags: phase.tags };
  return new Map(
    [...resources].map(([id, { kind: name, props }]) => {
      const kind = kindOf(name);
      return [id, { title: `${kind.title} ${kind.identify(props, scope).name}`, props }];
    }),
  );
}
