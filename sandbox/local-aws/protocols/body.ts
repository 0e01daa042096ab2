import type { Readable } from "node:stream";
import { AwsFault } from "../fault.ts";

/**
 * Reads a whole body into memory.
 * @param limit in bytes
 * @throws AwsFault RequestEntityTooLarge 413
 */
export async function readBody(body: Readable, limit = 4 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit)
      throw new AwsFault("RequestEntityTooLarge", 413, `The request is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
