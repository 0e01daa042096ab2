import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../world.ts";

/** One exchange on a connection. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether it came in on the port that stands for https. */
  readonly secure: boolean;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly wantsContinue: boolean;
}

/** What a request's first line and headers say. */
export interface Parsed {
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Without the port, lower case. */
  readonly host: string;
  readonly requestId: string;
  readonly receivedAt: number;
}

/** Reads a request's first line and gives it an id. */
export function parseRequest(world: World, message: IncomingMessage): Parsed {
  const [rawPath = "/", rawQuery = ""] = (message.url ?? "/").split(/\?(.*)/s, 2);
  return {
    rawPath,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    host: (message.headers.host ?? "").replace(/:\d+$/, "").toLowerCase(),
    requestId: Buffer.from(world.random.bytes(8)).toString("hex").toUpperCase(),
    receivedAt: world.clock.now(),
  };
}

/** Whether the bucket is in the host name: `BUCKET.localhost`, `BUCKET.s3.REGION.amazonaws.com`. */
export function isVirtualHost(host: string): boolean {
  return /^.+\.(localhost|amazonaws\.com)$/.test(host) && !/^s3[.-]/.test(host);
}
