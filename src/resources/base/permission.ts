import type { Permission } from "../kind.ts";

/** Declares permissions of a kind that all concern one resource. Whoever makes a base has them; the operator does not. */
export function allowing(
  resource: string,
): (action: string, verb: Permission["verb"], reason: string) => Permission {
  return (action, verb, reason) => ({ action, resource, verb, reason });
}
