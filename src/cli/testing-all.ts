import { PAIRS } from "../access/catalogue/pairs.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import type { Overlap, Proof, Unproven } from "../policy/prove/types.ts";
import type { PartnerState } from "../store/partners.ts";
import { type Pair, samplePairs } from "./pairs.ts";
import type { Proven } from "./policy/proven.ts";
import { type PairCell, pairsText } from "./render/pairs.ts";
import type { CommandResult } from "./result.ts";
import { runAll } from "./run-all.ts";
import type { Session } from "./session.ts";

/** What testing all of them is made of. */
export interface AllTests {
  prove(): Promise<Proven>;
  /** Tests one partner, also against `others`. */
  testOne(state: PartnerState, others: readonly string[]): Promise<CommandResult>;
}

/** How many pairs are tried live where nobody says. */
const USUAL_PAIRS = 100;

/**
 * Tests every partner that lives, one after the other, and pairs of them against each other: all of them by proof from the
 * documents that are in force, and some live. Of N partners there are N × (N − 1) pairs, so those tried live are a sample,
 * another one each day. Exit 10 where anything is reached.
 */
export async function testAll(
  session: Session,
  states: readonly PartnerState[],
  options: { readonly pairs?: number; readonly seed?: string },
  { prove, testOne }: AllTests,
): Promise<CommandResult> {
  const seed = options.seed ?? new Date(session.host.clock.now()).toISOString().slice(0, 10);
  const partners = states.map(({ partner }) => partner);
  const pairs = samplePairs(partners, options.pairs ?? USUAL_PAIRS, seed);
  const results = new Map<string, CommandResult>();
  const result = await runAll(session, states, async (state) => {
    const others = pairs.filter(({ from }) => from === state.partner).map(({ to }) => to);
    const one = await testOne(state, others);
    results.set(state.partner, one);
    return one;
  });
  const cells = pairs.flatMap((pair) => cellOf(pair, results.get(pair.from)));
  const possible = partners.length * (partners.length - 1);
  const held = cells.filter((cell) => cell.held).length;
  const { proof, missing } = await prove();
  const open = openPairs(partners, proof, cells);
  const isolated = possible === 0 ? undefined : Math.floor((1_000 * (possible - open)) / possible) / 10;
  const overlaps = proof.overlaps.map(overlapText);
  const unproven = [...proof.unproven.map(unprovenText), ...missing];
  const summary = { partners, cells, possible, seed, isolated, overlaps, unproven };
  return {
    ...result,
    ...(overlaps.length === 0 ? {} : { exit: 10 as const }),
    text: [result.text, pairsText(summary, session.outStyle)].filter(Boolean).join("\n\n"),
    data: {
      ...result.data,
      pairs: {
        tried: cells.length,
        possible,
        held,
        seed,
        percent: isolated ?? null,
        proven: { pairs: proof.pairs, overlaps, unproven },
        cells: cells as unknown as Json,
      },
    },
  };
}

/** How many pairs, each in both directions, were reached, by proof or live, or could not be decided. */
function openPairs(partners: readonly string[], proof: Proof, cells: readonly PairCell[]): number {
  const both = (one: string, other: string) => [`${one} ${other}`, `${other} ${one}`];
  const open = new Set([
    ...cells.filter((cell) => !cell.held).map(({ from, to }) => `${from} ${to}`),
    ...proof.overlaps.flatMap(({ one, other }) =>
      "lookAlike" in other ? [] : both(one.subject, other.subject),
    ),
    ...proof.unproven.flatMap(({ subject, other }) =>
      (other === undefined ? partners.filter((name) => name !== subject) : [other]).flatMap((name) =>
        both(subject, name),
      ),
    ),
  ]);
  const among = [...open].filter((pair) => pair.split(" ").every((name) => partners.includes(name)));
  return Math.min(among.length + 2 * proof.more, partners.length * (partners.length - 1));
}

function overlapText({ one, other, what }: Overlap): string {
  return `${one.subject} and ${"lookAlike" in other ? other.lookAlike : other.subject} both reach ${what}`;
}

function unprovenText({ subject, other, why }: Unproven): string {
  return `${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`;
}

/** What came of a pair; none where the partner's test did not get there. */
function cellOf({ from, to }: Pair, result: CommandResult | undefined): readonly PairCell[] {
  const matrix = result?.data?.matrix;
  const probes =
    isJsonObject(matrix) && Array.isArray(matrix.probes) ? (matrix.probes as readonly Json[]) : [];
  const tried = probes.filter(
    (probe) => isJsonObject(probe) && probe.group === PAIRS && String(probe.id).endsWith(`.${to}`),
  );
  if (tried.length === 0) return [];
  return [{ from, to, held: tried.every((probe) => isJsonObject(probe) && probe.ok === true) }];
}
