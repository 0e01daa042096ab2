import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { JsonObject } from "../../src/core/json.ts";
import type { Caller, World } from "./world.ts";

/** A request after its signature was checked. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent, percent-encoded, without the query string. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Host header without the port. */
  readonly host: string;
  /** The body; for `aws-chunked` uploads already decoded and its chunk signatures and trailing checksums checked. */
  readonly body: Readable;
  /** Trailing headers of an `aws-chunked` upload, lower case; filled once the body has ended. */
  readonly trailers?: ReadonlyMap<string, string>;
  readonly requestId: string;
  readonly receivedAt: number;
  readonly caller: Caller;
}

/** An answer on the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
}

/** A service behind the HTTP front. The front picks it by the credential scope's service name. */
export interface Service {
  /** As in the credential scope: `iam`, `sts`, `s3`, `kms`, `secretsmanager`, `transfer`, `cloudtrail`. */
  readonly signingName: string;
  /** How its errors look and which codes a refused signature has. Default `rest-xml` (S3). */
  readonly protocol?: "query" | "json" | "rest-xml";
  /** Names of the operations that it has. */
  readonly operations: readonly string[];
  handle(request: WireRequest, world: World): Promise<WireResponse>;
}

/** What an operation of a query or JSON service gets beside its input. */
export interface OperationContext {
  readonly world: World;
  readonly caller: Caller;
  /** Account of the caller. */
  readonly account: string;
  readonly requestId: string;
  /** Epoch milliseconds at which the request came in. */
  readonly receivedAt: number;
  /** Names a resource in the call's CloudTrail event. */
  touch(type: string, name: string): void;
}

/** One operation of a query or JSON service. */
export interface Operation<I extends object = JsonObject> {
  /** Strict: members that AWS does not know are refused. */
  readonly input: z.ZodType<I>;
  /** For CloudTrail: whether it changes nothing. */
  readonly readOnly: boolean;
  /** Input members that must never be recorded, e.g. `SecretString`. */
  readonly sensitive?: readonly string[];
  /** The answer's members; the protocol turns it into XML or JSON. Dates are epoch milliseconds in `{ $date: number }`. */
  handle(input: I, context: OperationContext): Promise<object | undefined> | object | undefined;
}

/** Keeps an operation's input type while it is written. */
export function defineOperation<I extends object>(operation: Operation<I>): Operation {
  return operation as unknown as Operation;
}
