import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { HttpRequest } from "@smithy/core/protocols";
import type { RequestHandler } from "../core/network.ts";
import type { Answer } from "./aws.ts";
import { toFailure } from "./classify.ts";

/** Seven days, the longest that a URL may be good for. */
const SECONDS = 604_800;

type SignedWith = Parameters<typeof getSignedUrl>;

/**
 * Signs a request now, to be sent later, as often as one likes: what whoever has the URL can do. It is good for seven
 * days, or until the session that signed it ends: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export async function presign(
  client: unknown,
  command: object,
  requestHandler: RequestHandler,
  now: () => number,
): Promise<() => Promise<Answer<unknown>>> {
  const url = new URL(
    await getSignedUrl(client as SignedWith[0], command as SignedWith[1], { expiresIn: SECONDS }),
  );
  return async () => {
    const { response } = await requestHandler.handle(requestOf(url)).catch((thrown: unknown) => {
      throw toFailure("s3", "PresignedUrl", thrown, now());
    });
    const requestId = response.headers["x-amz-request-id"] ?? "";
    const text = await textOf(response.body);
    if (response.statusCode < 300) return { output: {}, requestId };
    const [, Code] = /<Code>([^<]+)<\/Code>/.exec(text) ?? [];
    const $metadata = { httpStatusCode: response.statusCode, requestId };
    throw toFailure("s3", "PresignedUrl", { Code, $metadata }, now());
  };
}

function requestOf(url: URL): HttpRequest {
  return new HttpRequest({
    method: "GET",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host },
  });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
