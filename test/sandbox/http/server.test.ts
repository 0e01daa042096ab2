import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clients, refusal, startTestAws, type TestAws } from "../local.ts";

const Bucket = "partner-files";
let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.remove());

/** Every name is this machine, as `*.localhost` is on most. */
const lookup: LookupFunction = (_name, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);

test.each(["localhost", "s3.localhost", "s3.eu-central-1.amazonaws.com"])(
  "virtual-host addressing under %s",
  async (host) => {
    const { port } = new URL(aws.url);
    const s3 = new S3Client({
      endpoint: `http://${host}:${port}`,
      region: "eu-central-1",
      credentials: aws.credentials("admin"),
      requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ lookup }) }),
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: "virtual/x", Body: "x" }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "virtual/" }));
    expect(Contents?.map((object) => object.Key)).toEqual(["virtual/x"]);
  },
);

test("a stream of 32 MiB goes up in chunks and down again, whole", async () => {
  const { s3 } = clients(aws, aws.credentials("admin"));
  const piece = Buffer.alloc(1 << 20, "0123456789abcdef");
  const source = () => Readable.from(Array.from({ length: 32 }, () => piece));
  const put = new PutObjectCommand({
    Bucket,
    Key: "big",
    Body: source(),
    ContentLength: 32 << 20,
    ChecksumAlgorithm: "CRC32C",
  });
  await s3.send(put);
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "big" }))).ContentLength).toBe(32 << 20);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "big" }));
  const hash = createHash("sha256");
  for await (const chunk of Body as Readable) hash.update(chunk);
  const expected = createHash("sha256");
  for (let count = 0; count < 32; count += 1) expected.update(piece);
  expect(hash.digest("hex")).toBe(expected.digest("hex"));
});

test("a refused upload leaves its connection usable", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const s3 = new S3Client({
    endpoint: aws.url,
    region: "eu-central-1",
    credentials: aws.credentials("sandbox"),
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: agent }),
  });
  const body = Buffer.alloc(4 << 20, "x");
  for (let count = 0; count < 3; count += 1) {
    expect((await refusal(s3.send(new PutObjectCommand({ Bucket, Key: "no", Body: body })))).code).toBe(
      "AccessDenied",
    );
  }
  agent.destroy();
});

test("a client that asks first gets 100 Continue only for a request that is signed", async () => {
  const events: string[] = [];
  const status = await new Promise((resolve, reject) => {
    const headers = {
      expect: "100-continue",
      "content-length": "5",
      authorization:
        "AWS4-HMAC-SHA256 Credential=A/20200101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0",
    };
    const call = request(new URL(`/${Bucket}/x`, aws.url), { method: "PUT", headers });
    call.on("continue", () => events.push("continue"));
    call.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode);
      call.destroy();
    });
    call.on("error", reject);
    call.flushHeaders();
  });
  expect([status, events]).toEqual([400, []]);
});

test("a body that does not match its signed hash is refused and nothing is stored", async () => {
  const { s3 } = clients(aws, aws.credentials("admin"));
  s3.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: unknown }).body = Buffer.from("other");
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "tamper" },
  );
  const put = s3.send(new PutObjectCommand({ Bucket, Key: "tampered", Body: "hello" }));
  expect((await refusal(put)).code).toMatch(/XAmzContentSHA256Mismatch|BadDigest/);
  const { s3: reader } = clients(aws, aws.credentials("admin"));
  expect((await refusal(reader.send(new GetObjectCommand({ Bucket, Key: "tampered" })))).code).toBe(
    "NoSuchKey",
  );
});
