import { bindInput } from "../aws/bind.ts";
import type { Phase, Plan } from "../core/plan.ts";
import { parsePublicKey } from "../core/ssh-keys.ts";
import type { Handover } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";

/** What a partner is handed, after the run that made it. */
export interface Handed extends Handover {
  readonly arn?: string;
  /** Fingerprint of the key that the partner, or the workload at the partner's, logs in with. */
  readonly fingerprint?: string;
  /** The public key itself, which the partner gets where the workload logs in at the partner's. */
  readonly publicKey?: string;
}

/** What the partner of a plan is handed to connect with; absent where no resource of the last phase holds it. */
export function handoverOf(plan: Plan, outputs: Readonly<Record<string, string>>): Handed | undefined {
  const resources = Object.entries(plan.phases.at(-1)?.resources ?? {});
  return resources.flatMap(([id, resource]) => handedBy(id, resource, plan, outputs) ?? [])[0];
}

function handedBy(
  id: string,
  { kind, props }: Phase["resources"][string],
  plan: Plan,
  outputs: Readonly<Record<string, string>>,
): Handed | undefined {
  const known = bindInput(props, (namespace, path) => outputs[path] ?? `\${${namespace}.${path}}`);
  const handover = kindOf(kind).handover?.(known, plan);
  if (handover === undefined) return undefined;
  const arn = outputs[`${id}.arn`];
  const key = parsePublicKey(outputs[`${id}.publicKey`] ?? "");
  return {
    ...handover,
    ...(arn === undefined ? {} : { arn }),
    ...(key.ok ? { fingerprint: `${key.type} ${key.fingerprint}`, publicKey: key.body } : {}),
  };
}
