import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { NamedPolicy, PolicyDocument } from "./types.ts";

/**
 * A document out of its text, as AWS shows it, with the line of each statement. Of a text in one line the lines say
 * nothing, so they are left out.
 * @param name how verdicts cite it
 * @param text JSON; IAM percent-encodes its documents
 */
export function readDocument(name: string, text: string): NamedPolicy {
  const json = text.startsWith("%") ? decodeURIComponent(text) : text;
  const document = JSON.parse(json) as PolicyDocument;
  return json.trim().includes("\n") ? { name, document, lines: linesOf(json) } : { name, document };
}

function linesOf(json: string): readonly number[] {
  const counter = new LineCounter();
  const { contents } = parseDocument(json, { lineCounter: counter });
  const statements = isMap(contents) ? contents.get("Statement", true) : undefined;
  const nodes: readonly unknown[] = isSeq(statements) ? statements.items : [statements];
  return nodes.map((node) => {
    const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
    return counter.linePos(range?.[0] ?? 0).line;
  });
}
