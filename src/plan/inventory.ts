import type { Aws } from "../aws/aws.ts";
import { bindInput } from "../aws/bind.ts";
import type { JsonObject } from "../core/json.ts";
import type { Item } from "../resources/item.ts";
import type { Kind, Live, Scope } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";
import { inLevels } from "./order.ts";
import type { Blueprint } from "./types.ts";

type Outputs = Readonly<Record<string, string>>;

/**
 * Reads what exists of a blueprint, dependencies first, so that each sees the outputs of those it refers to.
 * @param reserved whether what only holds a name (a secret in its recovery window) counts as there
 */
export async function takeInventory(
  blueprint: Blueprint,
  scope: Scope,
  aws: Aws,
  reserved: boolean,
): Promise<readonly Item[]> {
  const outputs = new Map<string, Outputs>();
  const items: Item[] = [];
  for (const level of inLevels(blueprint.resources)) {
    const read = await Promise.all(
      level.map(async ({ id, needs, canary, kind: name, props: declared }): Promise<Item> => {
        const kind = kindOf(name);
        const props = fillKnown(declared, outputs);
        return { id, needs, canary, kind, props, live: await readLive(kind, props, scope, aws, reserved) };
      }),
    );
    for (const item of read) outputs.set(item.id, item.live?.outputs ?? item.kind.known(item.props, scope));
    items.push(...read);
  }
  return items;
}

/** A blueprint whose actors and probes name what is known of its resources before the run. */
export function withKnownOutputs(blueprint: Blueprint, items: readonly Item[], scope: Scope): Blueprint {
  const outputs = new Map(
    items.map(({ id, kind, props, live }) => [id, live?.outputs ?? kind.known(props, scope)]),
  );
  const { actors, probes, gates, death } = blueprint;
  const known = fillKnown({ actors, probes, gates, death } as unknown as JsonObject, outputs);
  return { ...blueprint, ...(known as unknown as Pick<Blueprint, "actors" | "probes" | "gates" | "death">) };
}

async function readLive(
  kind: Kind,
  props: JsonObject,
  scope: Scope,
  aws: Aws,
  reserved: boolean,
): Promise<Live | undefined> {
  const live = await kind.read(props, scope, aws);
  return live ?? (reserved ? kind.reserved?.(props, scope, aws) : undefined);
}

/** Fills in `${resources.ID.OUTPUT}` as far as known; what only the run will know stays as it is. */
export function fillKnown(props: JsonObject, outputs: ReadonlyMap<string, Outputs>): JsonObject {
  return bindInput(props, (namespace, path) => {
    const [id = "", output = ""] = path.split(".");
    const known = namespace === "resources" ? outputs.get(id)?.[output] : undefined;
    return known ?? `\${${namespace}.${path}}`;
  });
}
