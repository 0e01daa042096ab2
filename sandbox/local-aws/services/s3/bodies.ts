import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, unlinkSync } from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AwsFault } from "../../fault.ts";
import type { World } from "../../world.ts";
import { runningChecksum } from "./checksum.ts";
import type { ChecksumAlgorithm, Segment } from "./records.ts";

/** A body that has reached the disk. */
export interface StoredBody {
  readonly segment: Segment;
  /** MD5 of the body. */
  readonly md5: Buffer;
  /** Base64, of the algorithm that was asked for. */
  readonly checksum?: string;
}

function newName(world: World): string {
  return Buffer.from(world.random.bytes(16)).toString("hex");
}

/**
 * Streams a body to a file of its own, digesting on the way. The file has its final name only once it is complete,
 * so that a record never names half a body.
 * @throws AwsFault IncompleteBody where the sender goes away; what the body's own checks throw
 */
export async function storeBody(
  world: World,
  body: Readable,
  algorithm?: ChecksumAlgorithm,
): Promise<StoredBody> {
  const name = newName(world);
  const path = join(world.objectsDir, name);
  const temporary = `${path}.part`;
  const md5 = createHash("md5");
  const checksum = algorithm === undefined ? undefined : runningChecksum(algorithm);
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      md5.update(chunk);
      checksum?.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, meter, createWriteStream(temporary, { mode: 0o600 }));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw brokenOff(body, error)
      ? new AwsFault("IncompleteBody", 400, "The request body terminated unexpectedly")
      : error;
  }
  const stored = { segment: { file: name, size }, md5: md5.digest() };
  return checksum === undefined ? stored : { ...stored, checksum: checksum.digest() };
}

/** Whether the sender went away, as opposed to a check that failed or a disk that is full. */
function brokenOff(body: Readable, error: unknown): boolean {
  if (error instanceof AwsFault) return false;
  return error === body.errored || (error as NodeJS.ErrnoException).code === "ERR_STREAM_PREMATURE_CLOSE";
}

/** Gives an existing body further names: bodies never change, so a copy need not move bytes. */
export async function linkSegments(world: World, segments: readonly Segment[]): Promise<Segment[]> {
  return Promise.all(
    segments.map(async ({ file, size }) => {
      const name = newName(world);
      await link(join(world.objectsDir, file), join(world.objectsDir, name));
      return { file: name, size };
    }),
  );
}

/** Streams bytes `start` to `end` (both inclusive) of a body. */
export function streamBody(world: World, segments: readonly Segment[], start: number, end: number): Readable {
  return Readable.from(bytes(world, segments, start, end), { objectMode: false });
}

async function* bytes(
  world: World,
  segments: readonly Segment[],
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { file, size } of segments) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, size - 1);
    offset += size;
    if (from > to) continue;
    yield* createReadStream(join(world.objectsDir, file), {
      start: from,
      end: to,
      highWaterMark: 256 * 1024,
    });
  }
}

/** Total bytes of a body. */
export function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.size, 0);
}

/** Removes a body's files once no record names them. A reader that has one open still reads it to its end. */
export function dropSegments(world: World, segments: readonly Segment[]): void {
  for (const { file } of segments) {
    try {
      unlinkSync(join(world.objectsDir, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}
