import type { AttachedPolicy, ProofPrincipal, ProofSubject } from "../policy/prove/types.ts";
import type { Grant } from "../policy/types.ts";
import type { Scope } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";
import { fillKnown } from "./inventory.ts";
import { inLevels } from "./order.ts";
import type { Blueprint } from "./types.ts";

/** One subject's documents, as a proof takes them. */
export interface SubjectDocuments {
  readonly subject: ProofSubject;
  readonly attached: readonly AttachedPolicy[];
  readonly grants: readonly Grant[];
}

/**
 * The documents that a blueprint gives a subject, told from the blueprint alone: nothing is read. Canaries are left
 * out, which stand for somebody else's and are gone after the test.
 */
export function documentsOf(
  { subject, resources }: Pick<Blueprint, "subject" | "resources">,
  scope: Omit<Scope, "tags" | "partner">,
): SubjectDocuments {
  const whole: Scope = { ...scope, partner: subject, tags: {} };
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  const principals: ProofPrincipal[] = [];
  const attached: AttachedPolicy[] = [];
  const grants: Grant[] = [];
  for (const { id, kind: name, props: declared, canary } of inLevels(resources).flat()) {
    const kind = kindOf(name);
    const props = fillKnown(declared, outputs);
    const part = kind.reach?.(props, whole) ?? {};
    outputs.set(id, { ...kind.known(props, whole), ...part.outputs });
    if (canary) continue;
    principals.push(...(part.principals ?? []));
    attached.push(...(part.attached ?? []));
    grants.push(...(part.grants ?? []));
  }
  return { subject: { name: subject, principals: byArn(principals) }, attached, grants };
}

/** Each principal once; one whose policies are known before one of which only the name is. */
function byArn(principals: readonly ProofPrincipal[]): readonly ProofPrincipal[] {
  const known = new Map<string, ProofPrincipal>();
  for (const principal of principals)
    if (known.get(principal.arn)?.identity === undefined) known.set(principal.arn, principal);
  return [...known.values()];
}
