import { resolve } from "node:path";
import type { JsonObject } from "../../core/json.ts";
import { type CaseVerdict, judgeCase } from "../../policy/cases/judge.ts";
import { missLines } from "../../policy/verdicts.ts";
import { counted, plain } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { type LocatedCase, readCaseFile } from "./case-file.ts";

interface Judged extends LocatedCase, CaseVerdict {
  readonly file: string;
}

/**
 * `vendor policy evaluate`: judges every case of every file and lists all that do not hold. Nothing is called.
 * @throws VendorError `fileUnreadable`, `fileInvalid`
 */
export async function policyEvaluate(session: Session, files: readonly string[]): Promise<CommandResult> {
  const judged = files.flatMap((file) =>
    readCaseFile(resolve(session.host.cwd, file)).map(
      (located): Judged => ({ ...located, ...judgeCase(located.policyCase), file }),
    ),
  );
  const broken = judged.filter(({ disagreements }) => disagreements.length > 0);
  return {
    outcome: broken.length === 0 ? "agreed" : "disagreed",
    exit: broken.length === 0 ? 0 : 10,
    text: textOf(session, judged, broken),
    data: { cases: judged.length, disagreements: broken.length, results: judged.map(toJson) },
  };
}

function textOf({ outStyle }: Session, judged: readonly Judged[], broken: readonly Judged[]): string {
  const lines = broken.flatMap(({ file, line, column, policyCase, decision, disagreements }) => [
    `${outStyle.bad("✗")} ${outStyle.accent(`${file}:${line}:${column}`)} ${plain(`${policyCase.name}: ${policyCase.reason}`)}`,
    ...disagreements.map((text) => `    ${plain(text)}`),
    `    ${outStyle.dim(plain(decision.why))}`,
    ...missLines(decision).map((text) => `    ${outStyle.dim(plain(text))}`),
  ]);
  const total =
    broken.length === 0
      ? `${outStyle.good("✓")} ${judged.length === 1 ? "The case holds" : `All ${judged.length} cases hold`}.`
      : `${broken.length} of ${counted(judged.length, "case")} ${broken.length === 1 ? "does" : "do"} not hold.`;
  return [...lines, ...(broken.length === 0 ? [] : [""]), total].join("\n");
}

function toJson({ file, line, column, policyCase, decision, disagreements }: Judged): JsonObject {
  const { name, reason } = policyCase;
  return {
    name,
    reason,
    file,
    line,
    column,
    holds: disagreements.length === 0,
    disagreements,
    decision: decision as unknown as JsonObject,
  };
}
