import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Writable } from "node:stream";
import { type Front, handleRequest } from "../../../sandbox/local-aws/http/request.ts";

/** The parts of the SDK's HTTP requests that are sent. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as it came over the wire; `undefined`: the connection ended without one. */
export type WireAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }
  | undefined;

/** A request in the bytes of its first line and body. */
export interface WireCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a request of the SDK looks like on the wire. */
export function onTheWire({ method, path, query = {}, headers, body }: SdkRequest): WireCall {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === null
      ? [escaped(name)]
      : [value].flat().map((each) => `${escaped(name)}=${escaped(String(each))}`),
  );
  if (!(body === undefined || typeof body === "string" || body instanceof Uint8Array))
    throw new Error(`${method} ${path}: bodies that are streams are not simulated.`);
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const url = parts.length === 0 ? path : `${path}?${parts.join("&")}`;
  return { method, url, headers: lower, body: typeof body === "string" ? Buffer.from(body) : bytesOf(body) };
}

/** Not `Buffer.from(body)`: the SDK's bytes warn whoever asks them for a string, and that does. */
function bytesOf(body: Uint8Array | undefined): Buffer {
  return body === undefined ? Buffer.alloc(0) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Hands a request to the local AWS in this process, as its server does with what came over a socket. */
export function perform(front: Front, call: WireCall): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const message = incoming(call);
    const response = outgoing(message, resolve);
    void handleRequest(front, { message, response, secure: true, wantsContinue: false });
  });
}

function incoming({ method, url, headers, body }: WireCall): IncomingMessage {
  const stream = Readable.from(body.length === 0 ? [] : [body], { objectMode: false });
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const socket = { remoteAddress: "127.0.0.1" };
  const parts = { method, url, headers, headersDistinct, socket, complete: true };
  return Object.assign(stream, parts) as unknown as IncomingMessage;
}

function outgoing(req: IncomingMessage, answered: (answer: WireAnswer) => void): ServerResponse {
  const chunks: Buffer[] = [];
  const lost = () => answered(undefined);
  const stream = new Writable({
    write(chunk: Buffer | string, _encoding, done) {
      chunks.push(Buffer.from(chunk as Buffer));
      done();
    },
    final(done) {
      answered({ status: head.status, headers: head.headers, body: Buffer.concat(chunks) });
      done();
    },
    destroy(error, done) {
      lost();
      done(error);
    },
  });
  const head: { status: number; headers: Readonly<Record<string, string>> } = { status: 200, headers: {} };
  const writeHead = (status: number, headers: Readonly<Record<string, string>>) => {
    Object.assign(head, { status, headers });
    Object.assign(stream, { headersSent: true });
  };
  const socket = { destroy: lost, resetAndDestroy: lost };
  return Object.assign(stream, { req, headersSent: false, writeHead, socket }) as unknown as ServerResponse;
}
