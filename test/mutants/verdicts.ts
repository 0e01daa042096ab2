import type { Bench, Subject } from "./bench.ts";
import { mutantsOf } from "./operators/index.ts";
import { type Documents, type Mutant, sameJson, withDocument } from "./types.ts";

/** One mistake in the runbook: what it makes of each subject's documents. */
export interface Case {
  readonly name: string;
  readonly spoiled: readonly { readonly subject: Subject; readonly mutant: Mutant }[];
}

/** What came of one mistake. */
export interface Verdict {
  readonly name: string;
  /** Probes with their verdicts, objections of the proof, AWS's own refusal; empty: it survived. */
  readonly caughtBy: readonly string[];
}

/** All mistakes, those of one name in every subject together: who writes a runbook writes it for all. */
export function casesOf({ subjects }: Pick<Bench, "subjects">): readonly Case[] {
  const all = subjects.flatMap((subject) =>
    mutantsOf(subject.documents, subject.around)
      .filter(({ part, value }) => !sameJson(value, subject.documents[part]))
      .map((mutant) => ({ subject, mutant })),
  );
  const names = [...new Set(all.map(({ mutant }) => mutant.name))];
  return names.map((name) => ({ name, spoiled: all.filter(({ mutant }) => mutant.name === name) }));
}

/**
 * Judges one mistake: by the proof, and by the test of each subject in turn, until one catches it as an onboarding
 * would. Puts everything back.
 */
export async function judge(bench: Bench, { name, spoiled }: Case): Promise<Verdict> {
  const documents = new Map<Subject, Documents>(
    spoiled.map(({ subject, mutant }) => [
      subject,
      withDocument(subject.documents, mutant.part, mutant.value),
    ]),
  );
  const objections = [...new Set(bench.objections(documents))].map((text) => `proof: ${text}`);
  const caught = await tried(bench, spoiled);
  return { name, caughtBy: [...objections, ...caught] };
}

async function tried(bench: Bench, spoiled: Case["spoiled"]): Promise<readonly string[]> {
  try {
    for (const { subject, mutant } of spoiled) await bench.write(subject, mutant.part, mutant.value);
    for (const { subject } of spoiled) {
      const findings = await subject.probe();
      if (findings.length > 0) return findings;
    }
    return [];
  } catch (thrown) {
    return [`AWS refuses it: ${thrown instanceof Error ? thrown.name : String(thrown)}`];
  } finally {
    for (const { subject, mutant } of spoiled)
      await bench.write(subject, mutant.part, subject.documents[mutant.part]);
    await bench.cleanUp();
  }
}
