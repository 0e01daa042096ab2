import type { Scope } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";
import { fillKnown, withKnownOutputs } from "./inventory.ts";
import { inLevels } from "./order.ts";
import type { Blueprint, PhaseParts } from "./types.ts";

/** What phases of a blueprint's subject are made from, as if nothing of it existed. Nothing is read. */
export function unreadParts(blueprint: Blueprint, scope: Scope, timing: PhaseParts["timing"]): PhaseParts {
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  const items = inLevels(blueprint.resources).flatMap((level) => {
    const made = level.map(({ id, needs, canary, kind: name, props: declared }) => {
      const kind = kindOf(name);
      return { id, needs, canary, kind, props: fillKnown(declared, outputs), live: undefined };
    });
    for (const { id, kind, props } of made) outputs.set(id, kind.known(props, scope));
    return made;
  });
  return { blueprint: withKnownOutputs(blueprint, items, scope), items, scope, timing };
}
