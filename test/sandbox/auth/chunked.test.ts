import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_SHA256, sign, signingKey } from "../../../sandbox/local-aws/auth/canonical.ts";
import { type ChunkFraming, chunkDecoder } from "../../../sandbox/local-aws/auth/chunked.ts";
import type { AwsFault } from "../../../sandbox/local-aws/fault.ts";

const TIME = "20130524T000000Z";
const SCOPE = "20130524/us-east-1/s3/aws4_request";
const SEED = {
  key: signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "us-east-1", "s3"),
  scope: SCOPE,
  time: TIME,
  signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
};

async function decode(pieces: readonly Buffer[], framing: Partial<ChunkFraming> = {}): Promise<Buffer> {
  return buffer(Readable.from(pieces).pipe(chunkDecoder({ announced: [], trailers: new Map(), ...framing })));
}

async function refused(text: string | Buffer, framing: Partial<ChunkFraming> = {}): Promise<string> {
  const decoder = chunkDecoder({ announced: [], trailers: new Map(), ...framing });
  decoder.end(text);
  return buffer(decoder).then(
    () => "taken",
    (error: AwsFault) => error.code,
  );
}

describe("signed chunks", () => {
  /** The worked example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
  const example = Buffer.concat([
    Buffer.from("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"),
    Buffer.alloc(65_536, "a"),
    Buffer.from(
      "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n",
    ),
    Buffer.alloc(1024, "a"),
    Buffer.from(
      "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
    ),
  ]);

  test("AWS's example is taken", async () => {
    const body = await decode([example], { seed: SEED, decodedLength: 66_560 });
    expect(body.equals(Buffer.alloc(66_560, "a"))).toBe(true);
  });

  test("in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9000 }), async (size) => {
        const count = Math.ceil(example.length / size);
        const pieces = Array.from({ length: count }, (_, at) => example.subarray(at * size, (at + 1) * size));
        expect((await decode(pieces, { seed: SEED })).length).toBe(66_560);
      }),
      { numRuns: 20 },
    );
  });

  test("a flipped byte, a missing end and a wrong length are refused", async () => {
    const flipped = Buffer.from(example);
    flipped[50_000] = 0x62;
    expect(await refused(flipped, { seed: SEED })).toBe("SignatureDoesNotMatch");
    expect(await refused(example.subarray(0, 66_000), { seed: SEED })).toBe("IncompleteBody");
    expect(await refused(example, { seed: SEED, decodedLength: 66_561 })).toBe("IncompleteBody");
    expect(await refused("5\r\nhello\r\n0\r\n\r\n", { seed: SEED })).toBe("SignatureDoesNotMatch");
  });

  test("a signed trailer is checked", async () => {
    const last = sign(
      SEED.key,
      ["AWS4-HMAC-SHA256-PAYLOAD", TIME, SCOPE, SEED.signature, EMPTY_SHA256, EMPTY_SHA256].join("\n"),
    );
    const trailer = "x-amz-checksum-crc32c:AAAAAA==\n";
    const hash = createHash("sha256").update(trailer).digest("hex");
    const signature = sign(SEED.key, ["AWS4-HMAC-SHA256-TRAILER", TIME, SCOPE, last, hash].join("\n"));
    const text = (by: string) =>
      `0;chunk-signature=${last}\r\n${trailer}\r\nx-amz-trailer-signature:${by}\r\n\r\n`;
    const framing = { seed: SEED, announced: ["x-amz-checksum-crc32c"] };
    expect(await refused(text(signature), framing)).toBe("taken");
    expect(await refused(text("0".repeat(64)), framing)).toBe("SignatureDoesNotMatch");
    expect(await refused(`0;chunk-signature=${last}\r\n${trailer}\r\n`, framing)).toBe(
      "SignatureDoesNotMatch",
    );
  });
});

describe("unsigned chunks with a trailer", () => {
  const announced = ["x-amz-checksum-crc32"];

  test("the trailing checksum is checked and kept", async () => {
    const trailers = new Map<string, string>();
    const body = await decode([Buffer.from("9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n")], {
      announced,
      trailers,
    });
    expect(body.toString()).toBe("123456789");
    expect(trailers.get("x-amz-checksum-crc32")).toBe("y/Q5Jg==");
  });

  test.each([
    ["9\r\n123456780\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", "BadDigest"],
    ["9\r\n123456789\r\n0\r\n\r\n", "InvalidRequest"],
    ["8\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", "InvalidRequest"],
    ["9\r\n123456789\r\n", "IncompleteBody"],
    ["", "IncompleteBody"],
    [`${"9".repeat(5000)}\r\n`, "InvalidRequest"],
    ["x\r\n", "InvalidRequest"],
  ])("%j is refused", async (text, code) => {
    expect(await refused(text, { announced })).toBe(code);
  });
});
