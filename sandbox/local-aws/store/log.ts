import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";

/** An append-only file of JSON lines. */
export interface LineLog {
  /**
   * The line is with the operating system when this returns: it survives a kill of the process.
   * @throws the system's error, e.g. for a full disk; no half of the line is left then
   */
  append(line: object): void;
  close(): void;
}

const NEWLINE = 0x0a;
const READ_BYTES = 1 << 20;

/**
 * Reads a file of JSON lines. A last line that a kill has torn is cut off the file.
 * @param visit gets each value with its 1-based line number
 * @param damaged is called for a whole line that is no JSON object; it should throw
 */
export function readLines(
  path: string,
  visit: (value: object, line: number) => void,
  damaged: (line: number) => never,
): void {
  if (!existsSync(path)) return;
  const file = openSync(path, "r+");
  try {
    let number = 0;
    const torn = eachLine(file, (text) => {
      number += 1;
      visit(parse(text) ?? damaged(number), number);
    });
    if (torn > 0) ftruncateSync(file, fstatSync(file).size - torn);
  } finally {
    closeSync(file);
  }
}

/** Opens a log for appending; `path` is created where it is missing, readable by its owner only. */
export function openLog(path: string): LineLog {
  const file = openSync(path, "a", 0o600);
  let size = fstatSync(file).size;
  return {
    append(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      try {
        writeAll(file, bytes);
        size += bytes.length;
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
    },
    close: () => closeSync(file),
  };
}

/** Replaces the whole log by `lines`, atomically: a kill leaves the former or the new file. */
export function rewriteLog(path: string, lines: Iterable<object>): void {
  const next = `${path}.next`;
  const file = openSync(next, "w", 0o600);
  try {
    for (const line of lines) writeAll(file, Buffer.from(`${JSON.stringify(line)}\n`));
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}

function writeAll(file: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done);
}

/** Calls `visit` with each ended line; returns the number of bytes after the last newline. */
function eachLine(file: number, visit: (text: string) => void): number {
  const chunk = Buffer.alloc(READ_BYTES);
  let rest = Buffer.alloc(0);
  for (;;) {
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) return rest.length;
    let data = Buffer.concat([rest, chunk.subarray(0, count)]);
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE)) {
      visit(data.subarray(0, end).toString("utf8"));
      data = data.subarray(end + 1);
    }
    rest = Buffer.from(data);
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
