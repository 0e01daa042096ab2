import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock, systemRandom } from "../../src/core/env.ts";
import type { Effects } from "../../src/core/ports.ts";

/** The real time and randomness, and nobody who listens. */
export const systemEffects: Effects = {
  clock: systemClock,
  random: systemRandom,
  sink: { emit: () => undefined },
};

/** One answer of the test server. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request that the test server got. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An HTTP server on loopback that answers with `replies` in turn (the last one for ever) and keeps what it was asked. */
export async function replying(replies: readonly Reply[]) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const reply = replies[Math.min(seen.length, replies.length - 1)] ?? { status: 500 };
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
