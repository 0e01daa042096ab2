import { parseArgs } from "node:util";
import { sample, seeded } from "../sim/random.ts";
import { openBench } from "./bench.ts";
import { equivalence } from "./equivalents.ts";
import { kindsOf, PARTNER_KINDS, type PartnerKind, USUAL } from "./partners.ts";
import { type Case, casesOf, judge, type Verdict } from "./verdicts.ts";

function kindLines(): string {
  const runbooks = [...new Set(PARTNER_KINDS.map(({ runbook }) => runbook))];
  const kinds = (runbook: string) => kindsOf(runbook).map(({ name }) => `"${name}"`);
  return runbooks.map((runbook) => `                   ${runbook}: ${kinds(runbook).join(", ")}`).join("\n");
}

const HELP = `npm run mutants -- [--runbook NAME] [--kind NAME …] [--only TEXT …] [--whole] [--sample N --seed S]

  --runbook NAME   a runbook by its name or path; default: ${USUAL}. One of no kind below: the partner of its first example
  --kind NAME      of the runbook's kinds these:
${kindLines()}
  --only TEXT      mutants whose name begins so
  --whole          every mutant with every kind; default: one that kinds share with the first of them
  --sample N       N mutants of each kind, chosen by the seed
  --seed S         default 1`;

const { values } = parseArgs({
  options: {
    runbook: { type: "string", default: USUAL },
    kind: { type: "string", multiple: true },
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

function line({ name, caughtBy }: Verdict, reason: string | undefined): string {
  const more = caughtBy.length > NAMED ? `, … (${caughtBy.length})` : "";
  const by = `${caughtBy.slice(0, NAMED).join(", ")}${more}`;
  if (reason !== undefined)
    return caughtBy.length === 0
      ? `= ${name} | ${reason}`
      : `! ${name} | listed as equivalent, caught by ${by}`;
  return caughtBy.length === 0 ? `! ${name} | SURVIVED` : `  ${name} | ${by}`;
}

/** What catches a mutant: a probe before all, then AWS itself, which refuses to store it; the proof alone is the rest. */
function catcherOf({ caughtBy }: Verdict): "probe" | "AWS" | "proof" {
  if (caughtBy.some((by) => !/^(proof|AWS refuses it):/.test(by))) return "probe";
  return caughtBy.some((by) => by.startsWith("AWS refuses it:")) ? "AWS" : "proof";
}

/** Judges the mutants of one kind of partner, prints a line for each and answers how many are not as they must be. */
async function runKind(kind: PartnerKind, judged: Set<string>): Promise<number> {
  const bench = await openBench(kind);
  try {
    const flaws = await bench.flaws();
    if (flaws.length > 0) {
      console.log(`\n${kind.name}: not as it must be before anything is spoiled: ${flaws.join(", ")}`);
      return flaws.length;
    }
    const all = casesOf(bench).filter((one) => isAsked(one) && (values.whole || !judged.has(one.name)));
    const cases = values.sample === undefined ? all : sample(all, Number(values.sample), seeded(values.seed));
    console.log(`\n${kind.name}: ${cases.length} mutants`);
    const verdicts: Verdict[] = [];
    for (const one of cases) {
      const verdict = await judge(bench, one);
      judged.add(one.name);
      verdicts.push(verdict);
      console.log(line(verdict, equivalence(kind.name, one.name)));
    }
    const isWrong = ({ name, caughtBy }: Verdict) =>
      (equivalence(kind.name, name) !== undefined) === caughtBy.length > 0;
    const right = verdicts.filter((verdict) => !isWrong(verdict));
    const caught = right.filter(({ caughtBy }) => caughtBy.length > 0);
    const by = (catcher: string) => caught.filter((verdict) => catcherOf(verdict) === catcher).length;
    const wrong = verdicts.length - right.length;
    console.log(
      `${kind.name}: ${caught.length} caught (${by("probe")} by a probe, ${by("AWS")} refused by AWS, ${by("proof")} by the proof alone), ${right.length - caught.length} equivalent, ${wrong} not as they must be`,
    );
    return wrong;
  } finally {
    await bench.close();
  }
}

if (values.help) console.log(HELP);
else {
  const judged = new Set<string>();
  const kinds = kindsOf(values.runbook).filter(({ name }) => values.kind?.includes(name) ?? true);
  let wrong = 0;
  for (const kind of kinds) wrong += await runKind(kind, judged);
  process.exitCode = wrong === 0 ? 0 : 1;
}
