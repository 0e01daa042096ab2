import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { AwsFault } from "../fault.ts";
import { EMPTY_SHA256, sign } from "./canonical.ts";
import { startChecksum } from "./checksums.ts";
import { refuse } from "./refusals.ts";
import { type ChunkSeed, sameText } from "./verify.ts";

/** How the chunks of an upload are framed. */
export interface ChunkFraming {
  /** Absent for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  readonly seed?: ChunkSeed;
  /** Trailers that `x-amz-trailer` announces, lower case. */
  readonly announced: readonly string[];
  /** Length that `x-amz-decoded-content-length` announces. */
  readonly decodedLength?: number;
  /** Filled with the trailers. */
  readonly trailers: Map<string, string>;
}

/** A longer line between chunks is an attack. */
const MAX_LINE = 4096;

/**
 * Decodes `aws-chunked`: checks each chunk's signature, the trailer's signature and the trailing checksums.
 * The stream fails with an AwsFault where one is wrong.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function chunkDecoder(framing: ChunkFraming): Transform {
  const stream = new Transform({
    transform(data: Buffer, _encoding, done) {
      attempt(() => parser.consume(data), done);
    },
    flush(done) {
      attempt(() => parser.end(), done);
    },
  });
  const parser = new ChunkParser(framing, (part) => stream.push(part));
  return stream;
}

function attempt(work: () => void, done: TransformCallback): void {
  try {
    work();
    done();
  } catch (error) {
    done(error as Error);
  }
}

/** A class, since the parser keeps its place between the pieces of the body that come in. */
class ChunkParser {
  private state: "header" | "data" | "data-end" | "trailer" | "done" = "header";
  private line = "";
  private left = 0;
  private total = 0;
  private previous: string;
  private claimed = "";
  private hash = createHash("sha256");
  private unsignedTrailers = "";
  private readonly checksums;

  constructor(
    private readonly framing: ChunkFraming,
    private readonly emit: (part: Buffer) => void,
  ) {
    this.previous = framing.seed?.signature ?? "";
    this.checksums = framing.announced.flatMap((name) => {
      const sum = startChecksum(name.replace(/^x-amz-checksum-/, ""));
      return sum === undefined ? [] : [{ name, sum }];
    });
  }

  end(): void {
    if (this.state === "trailer") this.finish();
    if (this.state !== "done") throw incomplete();
  }

  consume(data: Buffer): void {
    let offset = 0;
    while (offset < data.length) {
      if (this.state === "data") {
        const part = data.subarray(offset, offset + this.left);
        offset += part.length;
        this.take(part);
      } else {
        const end = data.indexOf(0x0a, offset);
        const stop = end < 0 ? data.length : end + 1;
        this.line += data.toString("latin1", offset, stop);
        offset = stop;
        if (this.line.length > MAX_LINE) throw malformed("a line is too long");
        if (end >= 0) this.endLine();
      }
    }
  }

  private take(part: Buffer): void {
    this.left -= part.length;
    this.total += part.length;
    if (this.framing.seed !== undefined) this.hash.update(part);
    for (const { sum } of this.checksums) sum.update(part);
    this.emit(part);
    if (this.left === 0) {
      this.endChunk();
      this.state = "data-end";
    }
  }

  private endLine(): void {
    const line = this.line.replace(/\r?\n$/, "");
    this.line = "";
    if (this.state === "header") this.startChunk(line);
    else if (this.state === "data-end") {
      if (line !== "") throw malformed("a chunk is longer than its size");
      this.state = "header";
    } else if (this.state === "trailer") this.takeTrailer(line);
    else if (line !== "") throw malformed("data after the end");
  }

  private startChunk(line: string): void {
    const match = /^([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (match === null) throw malformed("a chunk has no valid header");
    this.left = Number.parseInt(match[1] ?? "", 16);
    this.claimed = match[2] ?? "";
    if (this.left > 0) {
      this.state = "data";
      return;
    }
    this.endChunk();
    this.state = "trailer";
  }

  private endChunk(): void {
    const { seed } = this.framing;
    if (seed === undefined) return;
    const hash = this.hash.digest("hex");
    this.hash = createHash("sha256");
    const text = ["AWS4-HMAC-SHA256-PAYLOAD", seed.time, seed.scope, this.previous, EMPTY_SHA256, hash].join(
      "\n",
    );
    this.previous = this.check(sign(seed.key, text), this.claimed);
  }

  private takeTrailer(line: string): void {
    if (line === "") {
      if (this.framing.seed === undefined || this.unsignedTrailers === "") this.finish();
      return;
    }
    const [name = "", value = ""] = line.split(/:(.*)/s, 2);
    if (name.toLowerCase() === "x-amz-trailer-signature") {
      this.checkTrailerSignature(value.trim());
      return;
    }
    this.unsignedTrailers += `${name.toLowerCase()}:${value.trim()}\n`;
    this.framing.trailers.set(name.toLowerCase(), value.trim());
  }

  private checkTrailerSignature(claimed: string): void {
    const { seed } = this.framing;
    if (seed === undefined) return;
    const hash = createHash("sha256").update(this.unsignedTrailers).digest("hex");
    const text = ["AWS4-HMAC-SHA256-TRAILER", seed.time, seed.scope, this.previous, hash].join("\n");
    this.check(sign(seed.key, text), claimed);
    this.unsignedTrailers = "";
  }

  private finish(): void {
    const { announced, decodedLength, seed, trailers } = this.framing;
    if (announced.some((name) => !trailers.has(name))) throw malformed("an announced trailer is missing");
    if (seed !== undefined && this.unsignedTrailers !== "") throw refuse.wrongSignature("rest-xml");
    if (decodedLength !== undefined && decodedLength !== this.total) throw incomplete();
    for (const { name, sum } of this.checksums) {
      if (sum.digest() !== trailers.get(name)) throw badDigest(name);
    }
    this.state = "done";
  }

  private check(expected: string, claimed: string): string {
    if (!sameText(expected, claimed)) throw refuse.wrongSignature("rest-xml");
    return expected;
  }
}

/** S3's refusal of a body that does not match its checksum header. */
export function badDigest(header: string): AwsFault {
  const algorithm = header.replace(/^x-amz-checksum-/, "").toUpperCase();
  return new AwsFault(
    "BadDigest",
    400,
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}

function malformed(detail: string): AwsFault {
  return new AwsFault("InvalidRequest", 400, `The aws-chunked body is malformed: ${detail}.`);
}

function incomplete(): AwsFault {
  return new AwsFault(
    "IncompleteBody",
    400,
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
