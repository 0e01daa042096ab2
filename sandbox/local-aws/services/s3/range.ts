import { AwsFault } from "../../fault.ts";
import { S3Fault } from "./fault.ts";
import type { Segment } from "./records.ts";

/** Bytes `start` to `end`, both inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header. Several ranges, or what is no byte range, mean the whole object, as on S3.
 * @throws AwsFault InvalidRange 416 for one that the object has no byte of
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end) return { start, end };
  throw new S3Fault(
    "InvalidRange",
    416,
    "The requested range is not satisfiable",
    { RangeRequested: header ?? "", ActualObjectSize: String(size) },
    { "content-range": `bytes */${size}` },
  );
}

/**
 * Bytes of one part of an object; an object that was put whole has one part.
 * @throws AwsFault InvalidPartNumber 416
 */
export function partRange(segments: readonly Segment[], partNumber: number): ByteRange {
  const part = segments[partNumber - 1];
  if (part === undefined) {
    throw new AwsFault("InvalidPartNumber", 416, "The requested partnumber is not satisfiable", {
      PartNumberRequested: String(partNumber),
      ActualPartCount: String(segments.length),
    });
  }
  const start = segments.slice(0, partNumber - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size - 1 };
}
