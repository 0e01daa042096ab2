import { parseArgs } from "node:util";
import { sample, seeded } from "../sim/random.ts";
import { openBench } from "./bench.ts";
import { REASONS } from "./equivalents.ts";
import { PARTNER_KINDS, type PartnerKind } from "./partners.ts";
import { type Case, casesOf, judge, type Verdict } from "./verdicts.ts";

const HELP = `npm run mutants -- [--kind NAME] [--only TEXT …] [--whole] [--sample N --seed S]

  --kind NAME      ${PARTNER_KINDS.map(({ name }) => name).join(", ")}; default: all
  --only TEXT      mutants whose name begins so
  --whole          every mutant with every kind; default: one that kinds share with the first of them
  --sample N       N mutants of each kind, chosen by the seed
  --seed S         default 1`;

const { values } = parseArgs({
  options: {
    kind: { type: "string" },
    only: { type: "string", multiple: true },
    whole: { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean" },
  },
});

/** How many catchers of a mutant are named in its line. */
const NAMED = 3;

function isAsked({ name }: Case): boolean {
  return values.only === undefined || values.only.some((beginning) => name.startsWith(beginning));
}

function line({ name, caughtBy }: Verdict): string {
  const reason = REASONS.get(name);
  const more = caughtBy.length > NAMED ? `, … (${caughtBy.length})` : "";
  const by = `${caughtBy.slice(0, NAMED).join(", ")}${more}`;
  if (reason !== undefined)
    return caughtBy.length === 0
      ? `= ${name} | ${reason}`
      : `! ${name} | listed as equivalent, caught by ${by}`;
  return caughtBy.length === 0 ? `! ${name} | SURVIVED` : `  ${name} | ${by}`;
}

interface Figures {
  readonly caught: number;
  readonly equivalent: number;
  readonly wrong: number;
}

/** Judges the mutants of one kind of partner and prints a line for each. */
async function runKind(kind: PartnerKind, judged: Set<string>): Promise<Figures> {
  const bench = await openBench(kind);
  try {
    const all = casesOf(bench).filter((one) => isAsked(one) && (values.whole || !judged.has(one.name)));
    const cases = values.sample === undefined ? all : sample(all, Number(values.sample), seeded(values.seed));
    console.log(`\n${kind.name}: ${cases.length} mutants`);
    const verdicts: Verdict[] = [];
    for (const one of cases) {
      const verdict = await judge(bench, one);
      judged.add(one.name);
      verdicts.push(verdict);
      console.log(line(verdict));
    }
    const isEquivalent = ({ name }: Verdict) => REASONS.has(name);
    const wrong = verdicts.filter((verdict) => isEquivalent(verdict) === verdict.caughtBy.length > 0).length;
    const equivalent = verdicts.filter(
      (verdict) => isEquivalent(verdict) && verdict.caughtBy.length === 0,
    ).length;
    const figures = { caught: verdicts.length - equivalent - wrong, equivalent, wrong };
    console.log(
      `${kind.name}: ${figures.caught} caught, ${equivalent} equivalent, ${wrong} not as they must be`,
    );
    return figures;
  } finally {
    await bench.close();
  }
}

if (values.help) console.log(HELP);
else {
  const judged = new Set<string>();
  const kinds = PARTNER_KINDS.filter(({ name }) => values.kind === undefined || name === values.kind);
  let wrong = 0;
  for (const kind of kinds) wrong += (await runKind(kind, judged)).wrong;
  process.exitCode = wrong === 0 ? 0 : 1;
}
