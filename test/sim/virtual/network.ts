import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import type { Network } from "../../../src/core/network.ts";
import type { SimAws } from "./aws.ts";
import { onTheWire, perform, type SdkRequest, type WireAnswer } from "./http.ts";
import type { Luck } from "./luck.ts";
import type { SimProcess } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";
import { fingerprint, type Trace } from "./trace.ts";
import { openWire } from "./wire.ts";

/** What the network of a machine is made of. */
export interface NetworkParts {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly luck: Luck;
  readonly aws: SimAws;
  readonly home: string;
  /** Longest time that a request or an answer takes, in milliseconds. */
  readonly latencyMs: number;
  /** Told which process the next request comes from. */
  serving(process: SimProcess): void;
  /** Whether a connection breaks now. */
  breaks(process: SimProcess): boolean;
}

/** The way from one process to AWS: requests and answers take their time, and overtake each other. */
export function networkOf(process: SimProcess, parts: NetworkParts): Network {
  const { scheduler, trace, luck, aws } = parts;
  const latency = () => Math.ceil(luck.between(0.2, parts.latencyMs));
  let numbered = 0;

  function handle(request: SdkRequest): Promise<{ response: HttpResponse }> {
    return new Promise((resolve, reject) => {
      if (!process.alive()) return;
      const call = onTheWire(request);
      numbered += 1;
      const what = `${process.pid}#${numbered}`;
      const answered = (answer: WireAnswer): void => {
        trace.note(`${what} ${answer === undefined ? "no answer" : answer.status}`);
        scheduler.after(latency(), `${what} hears`, () =>
          process.wake(() => (answer === undefined ? reject(reset()) : resolve({ response: inSdk(answer) }))),
        );
      };
      const body = fingerprint(call.body, parts.home);
      scheduler.after(latency(), `${what} asks ${call.method} ${call.url} ${body}`, () => {
        parts.serving(process);
        void perform(aws.front, call).then(answered);
      });
    });
  }

  function dial() {
    numbered += 1;
    const what = `${process.pid}#${numbered} ssh`;
    const last = { there: 0, back: 0 };
    const wire = openWire((direction, bytes, deliver) => {
      // Nothing overtakes on one connection.
      last[direction] = Math.max(last[direction], scheduler.now() + latency());
      scheduler.after(last[direction] - scheduler.now(), `${what} ${direction} ${bytes}`, () => {
        if (parts.breaks(process)) wire.cut();
        if (direction === "there") deliver();
        else process.wake(deliver);
      });
    });
    process.onDeath(() => wire.cut());
    aws.sftp.take(wire.server as unknown as Socket);
    return wire.client;
  }

  const requestHandler = { handle, destroy: () => undefined };
  return { requestHandler, dial };
}

function reset(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

function inSdk({ status, headers, body }: Exclude<WireAnswer, undefined>): HttpResponse {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const stream = Readable.from(body.length === 0 ? [] : [body], { objectMode: false });
  return new HttpResponse({ statusCode: status, headers: lower, body: stream });
}
