import type { Aws } from "../aws/aws.ts";
import type { Phase } from "../core/plan.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { isOwnedBy } from "../resources/ownership.ts";
import { kindOf } from "../resources/registry.ts";
import { takeInventory } from "./inventory.ts";
import { scopeOf } from "./parts.ts";
import type { BaseFacts, Blueprint, BlueprintResource, PhaseParts, PlanHead } from "./types.ts";

/** What an earlier run was to make for a subject, by its plan, whichever runbook that was made from. */
export type RecordedPhase = Pick<Phase, "subject" | "resources">;

/**
 * What is there of a subject by the plans of earlier runs and `wanted` has not. Only plans that name something else are
 * read from AWS, and what only holds a name (a secret in its recovery window) is gone.
 * @throws AwsFailure
 */
export async function readFormer(
  subject: string,
  wanted: readonly Item[],
  recorded: readonly RecordedPhase[],
  facts: { readonly head: PlanHead; readonly base: BaseFacts },
  aws: Aws,
): Promise<readonly Item[]> {
  const scope = scopeOf(subject, facts.head, facts.base);
  const known = new Set(wanted.map((item) => keyOf(item, scope)));
  const blueprints = recorded.flatMap((phase): Blueprint[] => {
    const resources = phase.subject === subject ? unwanted(phase, known, scope) : [];
    return resources.length === 0 ? [] : [{ ...NOTHING_TO_TEST, subject, resources }];
  });
  const found = await Promise.all(
    blueprints.map(async (blueprint) => {
      const items = await takeInventory(blueprint, scope, aws, false);
      // What is somebody else's by now is nothing to take away.
      return { items: items.filter(({ live }) => live !== undefined && isOwnedBy(live.owner, subject)) };
    }),
  );
  return formerItems(wanted, found, scope);
}

/** Items of `previous` that are there and that `wanted` has not, each once, under IDs that `wanted` has not either. */
export function formerItems(
  wanted: readonly Item[],
  previous: readonly Pick<PhaseParts, "items">[],
  scope: Scope,
): readonly Item[] {
  const keys = new Set(wanted.map((item) => keyOf(item, scope)));
  const ids = new Set(wanted.map(({ id }) => id));
  const found: Item[] = [];
  for (const { items } of previous) {
    const renamed = new Map<string, string>();
    for (const item of items) {
      const key = keyOf(item, scope);
      if (item.live === undefined || keys.has(key)) continue;
      keys.add(key);
      let { id } = item;
      while (ids.has(id)) id = `${id}-former`;
      ids.add(id);
      renamed.set(item.id, id);
      found.push({ ...item, id, needs: item.needs.map((need) => renamed.get(need) ?? need) });
    }
  }
  return found;
}

const NOTHING_TO_TEST = { actors: {}, probes: [], gates: [], death: [] } as const;

/** Resources whose names are not among `known`, with those that they are built upon. */
function unwanted(
  { resources }: RecordedPhase,
  known: ReadonlySet<string>,
  scope: Scope,
): readonly BlueprintResource[] {
  const named = (id: string) => {
    const resource = resources[id];
    return resource !== undefined && known.has(keyOf({ ...resource, kind: kindOf(resource.kind) }, scope));
  };
  const taken = new Set<string>();
  const take = (id: string): void => {
    if (taken.has(id) || resources[id] === undefined) return;
    taken.add(id);
    for (const need of resources[id].needs) take(need);
  };
  for (const id of Object.keys(resources)) if (!named(id)) take(id);
  return Object.entries(resources)
    .filter(([id]) => taken.has(id))
    .map(([id, resource]) => ({ id, ...resource, needs: resource.needs.filter((need) => taken.has(need)) }));
}

/** What AWS knows a resource by. */
function keyOf({ kind, props }: Pick<Item, "kind" | "props">, scope: Scope): string {
  const { type, name, arn = name } = kind.identify(props, scope);
  return `${type} ${arn}`;
}
