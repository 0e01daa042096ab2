import { vendorError } from "../core/errors.ts";

/** Anything that must come after others of its kind. */
export interface Ordered {
  readonly id: string;
  readonly needs: readonly string[];
}

/**
 * Sorts into levels: everything in a level needs only what earlier levels hold.
 * @throws VendorError `runbookCycle`
 */
export function inLevels<T extends Ordered>(items: readonly T[]): readonly (readonly T[])[] {
  const levels: T[][] = [];
  const placed = new Set<string>();
  let left = [...items];
  while (left.length > 0) {
    const ready = left.filter((item) => item.needs.every((id) => placed.has(id)));
    if (ready.length === 0)
      throw vendorError("runbookCycle", { resources: left.map((item) => item.id).join(", ") });
    levels.push(ready);
    for (const item of ready) placed.add(item.id);
    left = left.filter((item) => !placed.has(item.id));
  }
  return levels;
}
