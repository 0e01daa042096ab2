import { bindInput } from "../aws/bind.ts";
import type { JsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import { parsePublicKey } from "../core/ssh-keys.ts";
import type { Item } from "../resources/item.ts";
import type { Handover, Kind, Scope } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";

/** What a partner is handed, after the run that made it. */
export interface Handed extends Handover {
  readonly arn?: string;
  /** Fingerprint of the key that the partner, or the workload at the partner's, logs in with. */
  readonly fingerprint?: string;
  /** The public key itself, which the partner gets where the workload logs in at the partner's. */
  readonly publicKey?: string;
}

type Outputs = Readonly<Record<string, string>>;

/** What the partner of a plan is handed to connect with; absent where no resource of the last phase holds it. */
export function handoverOf(plan: Plan, outputs: Outputs): Handed | undefined {
  const resources = Object.entries(plan.phases.at(-1)?.resources ?? {});
  return resources.flatMap(([id, { kind, props }]) => {
    const known = bindInput(props, (namespace, path) => outputs[path] ?? `\${${namespace}.${path}}`);
    const own = Object.entries(outputs).filter(([name]) => name.startsWith(`${id}.`));
    const named = Object.fromEntries(own.map(([name, value]) => [name.slice(id.length + 1), value]));
    return handedBy(kindOf(kind), known, named, plan) ?? [];
  })[0];
}

/** What a partner that exists is handed to connect with; absent where none of its resources holds it. */
export function handedOf(items: readonly Item[], scope: Pick<Scope, "region">): Handed | undefined {
  return items.flatMap(({ kind, props, live }) => handedBy(kind, props, live?.outputs ?? {}, scope) ?? [])[0];
}

function handedBy(
  kind: Kind,
  props: JsonObject,
  { arn, publicKey = "" }: Outputs,
  scope: Pick<Scope, "region">,
): Handed | undefined {
  const handover = kind.handover?.(props, scope);
  if (handover === undefined) return undefined;
  const key = parsePublicKey(publicKey);
  return {
    ...handover,
    ...(arn === undefined ? {} : { arn }),
    ...(key.ok ? { fingerprint: `${key.type} ${key.fingerprint}`, publicKey: key.body } : {}),
  };
}
