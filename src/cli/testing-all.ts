import { PAIRS } from "../access/catalogue/pairs.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import type { PartnerState } from "../store/partners.ts";
import { type Pair, samplePairs } from "./pairs.ts";
import { type PairCell, pairsText } from "./render/pairs.ts";
import type { CommandResult } from "./result.ts";
import { runAll } from "./run-all.ts";
import type { Session } from "./session.ts";

/** How many pairs are tried live where nobody says. */
const USUAL_PAIRS = 100;

/**
 * Tests every partner that lives, one after the other, and some pairs of them against each other: of N partners there are
 * N × (N − 1) pairs, so those tried live are a sample, another one each day.
 */
export async function testAll(
  session: Session,
  states: readonly PartnerState[],
  options: { readonly pairs?: number; readonly seed?: string },
  testOne: (state: PartnerState, others: readonly string[]) => Promise<CommandResult>,
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
  const isolated = cells.length === 0 ? undefined : Math.floor((1_000 * held) / cells.length) / 10;
  const summary = { partners, cells, possible, seed, isolated };
  return {
    ...result,
    text: [result.text, pairsText(summary, session.outStyle)].filter(Boolean).join("\n\n"),
    data: {
      ...result.data,
      pairs: {
        tried: cells.length,
        possible,
        held,
        seed,
        percent: isolated ?? null,
        cells: cells as unknown as Json,
      },
    },
  };
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
