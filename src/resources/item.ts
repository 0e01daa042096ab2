import type { JsonObject } from "../core/json.ts";
import type { Action, Change, Step } from "../core/plan.ts";
import {
  type Kind,
  type Live,
  REMOVAL_STAGES,
  type RemovalOptions,
  type RemovalStage,
  type Scope,
} from "./kind.ts";

/** A resource that is wanted or was made, beside what exists of it. */
export interface Item {
  /** Its ID in the runbook. */
  readonly id: string;
  /** IDs of the resources that it is built upon. */
  readonly needs: readonly string[];
  readonly canary: boolean;
  readonly kind: Kind;
  /** Properties with every output filled in that is known. */
  readonly props: JsonObject;
  readonly live: Live | undefined;
}

/** One step on an item. Its ID is `PREFIX/RESOURCE`. */
export function stepOf(
  item: Item,
  scope: Scope,
  prefix: string,
  action: Action,
  change: Change,
  more: Partial<Pick<Step, "needs" | "differences" | "before" | "reasons">> = {},
): Step {
  return {
    ...change,
    id: `${prefix}/${item.id}`,
    resource: item.id,
    kind: item.kind.name,
    title: `${item.kind.title} ${item.kind.identify(item.props, scope).name}`,
    action,
    needs: [],
    ...more,
  };
}

/** A kind does not know its resource's ID: it writes `${self.OUTPUT}`. */
export function named(change: Change, id: string): Change {
  return JSON.parse(JSON.stringify(change).replaceAll("${self.", `\${resources.${id}.`)) as Change;
}

/** Nothing of a canary is worth keeping. */
const CANARY: RemovalOptions = { data: "purge", secretRecoveryDays: 7, disposable: true };

/**
 * The steps that take away what exists of `items`, stage by stage. Within a stage whatever was built upon a resource
 * goes before it. Step IDs are `PREFIX/STAGE/RESOURCE`.
 */
export function removalSteps(
  items: readonly Item[],
  scope: Scope,
  prefix: string,
  options: RemovalOptions,
): Readonly<Record<RemovalStage, readonly Step[]>> {
  const changes = items.flatMap((item) =>
    item.live === undefined
      ? []
      : [{ item, stages: item.kind.remove(item.props, item.live, scope, item.canary ? CANARY : options) }],
  );
  const stepsOf = (stage: RemovalStage): readonly Step[] => {
    const inStage = changes.filter(({ stages }) => stages[stage] !== undefined);
    return inStage.map(({ item, stages }) => {
      const dependents = inStage.filter((other) => other.item.needs.includes(item.id));
      const needs = dependents.map((other) => `${prefix}/${stage}/${other.item.id}`);
      return stepOf(item, scope, `${prefix}/${stage}`, "remove", stages[stage] ?? { calls: [] }, { needs });
    });
  };
  return Object.fromEntries(REMOVAL_STAGES.map((stage) => [stage, stepsOf(stage)])) as Record<
    RemovalStage,
    readonly Step[]
  >;
}
