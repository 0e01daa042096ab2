import type { Access } from "../../report/access.ts";
import { type AccessGraph, type Arrow, type Box, thingBox } from "./map-graph.ts";

/** What all partners reach: one box a partner, one a thing, so that what they share shows itself. */
export function estateGraph(
  partners: readonly { readonly partner: string; readonly access: Access; readonly href: string }[],
): AccessGraph {
  const boxes = new Map<string, Box>();
  const arrows = new Map<string, Arrow>();
  for (const { partner, access, href } of partners) {
    const from = `partner ${partner}`;
    boxes.set(from, { id: from, type: "partner", lines: [partner], full: partner, href });
    const allowed = access.rules.filter(({ effect }) => effect === "Allow").flatMap(({ targets }) => targets);
    for (const target of allowed.filter((arn) => !access.own.includes(arn))) {
      const box = thingBox(target, access);
      boxes.set(box.id, box);
      arrows.set(`${from}\n${box.id}`, { from, to: box.id, deny: false });
    }
  }
  const shared = sharedBy([...arrows.values()]);
  return {
    boxes: [...boxes.values()].map((box) => sharedBox(box, shared.get(box.id) ?? 0)),
    arrows: [...arrows.values()].map((arrow) => ({ ...arrow, far: (shared.get(arrow.to) ?? 0) > 1 })),
  };
}

/** By how many each thing is reached. */
function sharedBy(arrows: readonly Arrow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { to } of arrows) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
}

/** A thing that several partners reach says so; what each of them reaches of it is in the statements. */
function sharedBox(box: Box, count: number): Box {
  if (count < 2) return box;
  return { ...box, type: "other", lines: [...box.lines, `shared by ${count}, under conditions`] };
}
