import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionWith, tryCall } from "../../../src/access/aws-attempt.ts";
import { EXAMPLE_TARGETS } from "../../../src/access/catalogue/example.ts";
import { CATALOGUE_GROUPS, catalogue } from "../../../src/access/catalogue/index.ts";
import type { Aws } from "../../../src/aws/aws.ts";
import { connectAws } from "../../../src/aws/connect.ts";
import { systemEffects } from "../../aws/wire.ts";

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const PROBES = catalogue(CATALOGUE_GROUPS, EXAMPLE_TARGETS).filter((probe) => probe.attempt.type === "aws");

describe("the catalogue on the wire", () => {
  const received: Received[] = [];
  let server: Server;
  let aws: Aws;
  let endpoint: string;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = "", headers } = request;
      received.push({
        method,
        url: new URL(request.url ?? "/", "http://x"),
        headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(403, { "x-amz-request-id": "req-1" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    aws = connectAws({
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "x" },
      env: { AWS_ENDPOINT_URL: endpoint },
      userAgent: "test",
      ...systemEffects,
    });
  });

  afterAll(() => {
    aws.close();
    server.close();
  });

  async function send(id: string): Promise<{ verdict: string; sent: Received | undefined }> {
    const attempt = PROBES.find((probe) => probe.id === id)?.attempt;
    if (attempt?.type !== "aws") throw new TypeError(`no AWS probe ${id}`);
    received.length = 0;
    const at = attempt.plainHttp === undefined ? attempt : { ...attempt, plainHttp: endpoint };
    const { verdict } = await tryCall(sessionWith(aws), at, false);
    return { verdict, sent: received[0] };
  }

  it.each(PROBES.map((probe) => probe.id))("%s reaches AWS, and its 403 is a denial", async (id) => {
    expect(await send(id)).toMatchObject({ verdict: "denied", sent: {} });
    expect(received).toHaveLength(1);
  });

  it("sends an empty prefix, and none at all, as two different requests", async () => {
    expect((await send("s3.list.empty-prefix")).sent?.url.searchParams.get("prefix")).toBe("");
    expect((await send("s3.list.no-prefix")).sent?.url.searchParams.has("prefix")).toBe(false);
  });

  it("does not fold `..` in a prefix", async () => {
    expect((await send("s3.list.parent-folder")).sent?.url.searchParams.get("prefix")).toBe(
      "acme/../globex/",
    );
  });

  it("sends the conditions that make writes harmless", async () => {
    expect((await send("s3.put.other")).sent?.headers["if-none-match"]).toBe("*");
    expect((await send("s3.copy-to.other")).sent?.headers["if-none-match"]).toBe("*");
    expect((await send("s3.put.bare-name")).sent?.headers["content-md5"]).toBe("1B2M2Y8AsgTpgAmY7PhCfQ==");
    expect((await send("s3.copy-from.other")).sent?.headers["x-amz-copy-source-if-match"]).toMatch(/^"0+"$/);
    expect(JSON.parse((await send("kms.encrypt")).sent?.body ?? "")).toMatchObject({
      Plaintext: btoa("vendor access test"),
    });
    expect(JSON.parse((await send("kms.create-grant")).sent?.body ?? "")).toMatchObject({ DryRun: true });
  });
});
