import { type AuditRecord, type ChainHead, EMPTY } from "./chain.ts";
import { linesOf, type ParsedLine, parseLine } from "./parse.ts";

/** What is wrong with a log. `record` is a number that the log itself claims. */
export interface Finding {
  readonly code: "unreadable" | "changed" | "missing" | "swapped" | "duplicated" | "unlinked" | "truncated";
  /** 1-based line; for `missing` at the end, the line after the last. */
  readonly line: number;
  readonly record?: number;
  readonly message: string;
}

/** A link that somebody else remembers: it must be in the log, under that number unless it is 0. */
export interface Anchor extends ChainHead {
  /** Who remembers it, e.g. `the state of partner acme`. */
  readonly source: string;
}

/** What came of a verification. */
export interface Verification {
  readonly ok: boolean;
  /** Lines that hold a record whose content matches its hash. */
  readonly records: number;
  /** The last link; keep it elsewhere to notice records cut off at the end. */
  readonly head: ChainHead;
  readonly findings: readonly Finding[];
}

/** Where a record stands, and the number that it has. */
interface Seen {
  readonly line: number;
  readonly seq: number;
}

interface Line {
  readonly line: number;
  readonly parsed: ParsedLine;
}

/** Record number → the last line that claims it. */
type Places = ReadonlyMap<number | undefined, number>;

/** Where the walk stands. `hashes`: what the next record may name as its predecessor; empty: anything. */
interface Position {
  expected: number;
  hashes: readonly string[];
}

/**
 * Verifies a log without AWS, clock, files or trust in what it reads. A changed byte, a missing, swapped,
 * duplicated or cut-off record is found and named by its line. Records cut off at the very end leave a
 * perfect chain behind: only `anchors` can tell.
 */
export function verifyLog(bytes: Uint8Array, anchors: readonly Anchor[] = []): Verification {
  const { lines, rest } = split(bytes);
  const findings: Finding[] = [];
  const seen = new Map<string, Seen>();
  const places = new Map(lines.map((line) => [seqOf(line), line.line]));
  const position: Position = { expected: 1, hashes: [EMPTY.hash] };
  let head = EMPTY;
  for (const line of lines) {
    const record = line.parsed.type === "record" ? line.parsed.record : undefined;
    const finding = walk(line, places, seen, position);
    if (finding !== undefined) findings.push(finding);
    if (record !== undefined && record.seq >= head.seq) head = { seq: record.seq, hash: record.hash };
  }
  if (rest > 0) {
    findings.push({
      code: "truncated",
      line: lines.length + 1,
      message: `line ${lines.length + 1} ends in the middle of a record (${rest} bytes)`,
    });
  }
  findings.push(...missingAnchors(anchors, seen, lines.length + 1));
  return { ok: findings.length === 0, records: seen.size, head, findings };
}

/** Checks one line against the position and moves the position behind it. */
function walk(at: Line, places: Places, seen: Map<string, Seen>, position: Position): Finding | undefined {
  const { line, parsed } = at;
  if (parsed.type === "unreadable") {
    advance(position, position.expected, []);
    return { code: "unreadable", line, message: `line ${line} ${parsed.problem}` };
  }
  const { record, computed, problem } = parsed;
  if (problem !== undefined) {
    // Its number may be what was changed: its place counts.
    advance(position, position.expected, [record.hash, computed]);
    return {
      code: "changed",
      line,
      record: record.seq,
      message: `line ${line}: record ${record.seq} ${problem}`,
    };
  }
  const first = seen.get(record.hash);
  if (first !== undefined) {
    return {
      code: "duplicated",
      line,
      record: record.seq,
      message: `line ${line} repeats record ${record.seq} of line ${first.line}`,
    };
  }
  seen.set(record.hash, { line, seq: record.seq });
  const finding = misplaced(record, line, places, position);
  if (record.seq >= position.expected) advance(position, record.seq, [record.hash]);
  return finding;
}

function misplaced(
  record: AuditRecord,
  line: number,
  places: Places,
  position: Position,
): Finding | undefined {
  const { expected } = position;
  if (record.seq > expected) {
    const later = places.get(expected);
    if (later !== undefined && later > line) {
      return {
        code: "swapped",
        line,
        record: record.seq,
        message: `line ${line}: record ${record.seq} stands before record ${expected} of line ${later}`,
      };
    }
    const range =
      record.seq - expected === 1 ? `record ${expected} is` : `records ${expected}–${record.seq - 1} are`;
    return {
      code: "missing",
      line,
      record: expected,
      message: `line ${line}: ${range} missing before record ${record.seq}`,
    };
  }
  if (record.seq < expected) {
    return {
      code: "swapped",
      line,
      record: record.seq,
      message: `line ${line}: record ${record.seq} stands after record ${expected - 1}`,
    };
  }
  if (position.hashes.length > 0 && !position.hashes.includes(record.prev)) {
    return {
      code: "unlinked",
      line,
      record: record.seq,
      message: `line ${line}: record ${record.seq} does not follow the record before it: it names ${record.prev}`,
    };
  }
  return undefined;
}

function seqOf(line: Line): number | undefined {
  return line.parsed.type === "record" ? line.parsed.record.seq : undefined;
}

/** Moves behind record `seq`. */
function advance(position: Position, seq: number, hashes: readonly string[]): void {
  position.expected = seq + 1;
  position.hashes = hashes;
}

function missingAnchors(
  anchors: readonly Anchor[],
  seen: ReadonlyMap<string, Seen>,
  line: number,
): Finding[] {
  return anchors
    .filter(({ hash, seq }) => {
      const found = seen.get(hash);
      return found === undefined || (seq !== 0 && seq !== found.seq);
    })
    .map((anchor) => ({
      code: "missing",
      line,
      record: anchor.seq,
      message: `record ${anchor.seq} (${anchor.hash}) is missing: ${anchor.source} names it`,
    }));
}

/** Lines with their numbers, and how many bytes follow the last line break. */
function split(bytes: Uint8Array): { lines: readonly Line[]; rest: number } {
  const { lines, rest } = linesOf(bytes);
  return { lines: lines.map((line, index) => ({ line: index + 1, parsed: parseLine(line) })), rest };
}
