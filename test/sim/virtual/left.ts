import { basename } from "node:path";
import { numbered, stateLine } from "../state.ts";

/**
 * What is left of each partner, and (under the empty name) of nobody of them: rows of AWS, statements of the shared
 * policy one by one, and states, without times and ids.
 */
export function linesByPartner(
  rows: readonly string[],
  files: Readonly<Record<string, string>>,
  partners: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const states = Object.entries(files)
    .filter(([path]) => path.includes("/partners/") && path.endsWith(".json"))
    .map(([path, text]) => `${basename(path)} ${stateLine(text)}`);
  const lines = testedOnce([...rows.flatMap(perStatement), ...states].map(withoutIds)).toSorted();
  const mentions = (line: string, partner: string) => line.toLowerCase().includes(partner);
  const entries = partners.map(
    (partner) => [partner, numbered(lines.filter((line) => mentions(line, partner)))] as const,
  );
  const rest = lines.filter((line) => !partners.some((partner) => mentions(line, partner)));
  return Object.fromEntries([...entries, ["", rest]]);
}

/** The bucket keeps versions of the file that access tests write: how many tests there were is nobody's business. */
function testedOnce(lines: readonly string[]): readonly string[] {
  const isTest = (line: string) => line.startsWith("s3.versions ") && line.includes('/.vendor-test/probe"');
  return [...lines.filter((line) => !isTest(line)), ...new Set(lines.filter(isTest))];
}

/** What a partner is told to present is its own. */
function withoutIds(line: string): string {
  return line.replace(/("sts:ExternalId":)"[^"]+"/g, '$1"<its own>"');
}

/** Statements of the bucket's policy belong to different partners. */
function perStatement(line: string): readonly string[] {
  const [table = "", ...rest] = line.split(" ");
  if (table !== "s3.policies") return [line];
  const { document } = JSON.parse(rest.join(" ")) as { document: { Statement: readonly object[] } };
  return document.Statement.map((statement) => `statement ${JSON.stringify(statement)}`);
}

/** What one partner leaves, told of another. */
export function renamed(lines: readonly string[], from: string, to: string): readonly string[] {
  const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  return lines.map((line) => line.replaceAll(from, to).replaceAll(capital(from), capital(to)));
}
