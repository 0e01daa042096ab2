import type { Action, Change, Difference, Step } from "../core/plan.ts";
import { type Item, named, stepOf } from "../resources/item.ts";
import type { Live, Scope } from "../resources/kind.ts";
import { diff } from "./diff.ts";

/** The steps that bring `items` from what is to what is wanted. IDs are `PREFIX/RESOURCE`. */
export function applySteps(items: readonly Item[], scope: Scope, prefix: string): readonly Step[] {
  const ids = new Set(items.map((item) => item.id));
  const steps = items.map((item) => applyStep(item, scope, prefix, ids));
  if (!steps.some((step) => step.action === "create")) return steps;
  return steps.map((step) => (step.action === "none" ? { ...step, action: "adopt" } : step));
}

function applyStep(item: Item, scope: Scope, prefix: string, ids: ReadonlySet<string>): Step {
  const { kind, props, live } = item;
  const differences = live === undefined ? [] : differencesOf(item, live, scope);
  const action: Action = live === undefined ? "create" : differences.length === 0 ? "none" : "update";
  return stepOf(item, scope, prefix, action, changeOf(item, scope, action), {
    needs: item.needs.filter((id) => ids.has(id)).map((id) => `${prefix}/${id}`),
    ...(differences.length === 0 ? {} : { differences }),
    ...(action === "update" && live !== undefined ? { before: live } : {}),
    ...(kind.reasons === undefined ? {} : { reasons: kind.reasons(props) }),
  });
}

/** What differs in the state, and in the ownership tags that the kind has (some only infer whose a resource is). */
function differencesOf({ kind, props }: Item, live: Live, scope: Scope): readonly Difference[] {
  const tags = Object.fromEntries(
    Object.entries(scope.tags).filter(([key]) => live.owner[key] !== undefined),
  );
  const found = Object.fromEntries(Object.keys(tags).map((key) => [key, live.owner[key] ?? ""]));
  return [...diff(live.state, kind.desired(props, scope)), ...diff(found, tags, "tags")];
}

function changeOf({ id, kind, props, live }: Item, scope: Scope, action: Action): Change {
  if (action === "create") return named(kind.create(props, scope), id);
  if (action === "update" && live !== undefined) return kind.update(props, live, scope);
  return { calls: [], ...(live === undefined ? {} : { outputs: live.outputs }) };
}
