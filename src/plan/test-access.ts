import type { Change, Stage, Step } from "../core/plan.ts";
import { type Item, named, stepOf } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";
import { stepsStage } from "./stages.ts";
import { OTHER_KEY, type PhaseParts, TEST_KEY } from "./types.ts";

const KEYS = [TEST_KEY, OTHER_KEY];

/** Steps that add the access test's own credential, and steps that take it away again. */
export interface TestAccess {
  readonly add: readonly Step[];
  readonly remove: readonly Step[];
}

/** How the test gets in by every resource that offers a way (a key on an SFTP user). IDs are `PREFIX/RESOURCE-test-access`. */
export function testAccessSteps(items: readonly Item[], scope: Scope, prefix: string): TestAccess {
  const offers = items.flatMap((item) => {
    if (item.canary) return [];
    const offer = item.kind.testAccess?.(item.props, scope, TEST_KEY);
    return offer === undefined ? [] : [{ item, offer }];
  });
  const step = (item: Item, action: "create" | "remove", change: Change): Step => {
    const made = stepOf(item, scope, prefix, action, named(change, item.id));
    return { ...made, id: `${made.id}-test-access`, title: `Test key on ${made.title}` };
  };
  return {
    add: offers.map(({ item, offer }) => ({
      ...step(item, "create", { ...offer.add, generates: KEYS.map((id) => ({ id, type: "ssh-ed25519" })) }),
      ...(item.live === undefined ? {} : { before: item.live }),
    })),
    remove: offers.map(({ item, offer }) => step(item, "remove", offer.remove)),
  };
}

/** Takes away test keys that an interrupted test left, where the resource offers the test a way in. */
export function sweepStages({ items, scope }: PhaseParts, phase: string): readonly Stage[] {
  const steps = items.flatMap((item) => {
    const change = item.live && item.kind.sweepTestAccess?.(item.props, item.live);
    if (change === undefined) return [];
    const made = stepOf(item, scope, `${phase}/sweep`, "remove", change);
    return [{ ...made, title: `Keys that an interrupted test left on ${made.title}` }];
  });
  return stepsStage("sweep", "Take away what an interrupted test left", steps);
}
