import type { Readable } from "node:stream";
import type { WireResponse } from "../../service.ts";
import type { Scope } from "./scope.ts";

/** A request after its address was read. Parameters come from headers or, as presigned URLs carry them, from the query. */
export interface S3Request {
  readonly scope: Scope;
  readonly method: string;
  /** Empty for requests to the service. */
  readonly bucket: string;
  /** Empty for requests to a bucket. */
  readonly key: string;
  readonly queryNames: readonly string[];
  query(name: string): string | undefined;
  /** Names of all headers, lower case, with those that the query carries. */
  readonly headerNames: readonly string[];
  /** A header, or the `x-amz-…` query parameter of that name. */
  header(name: string): string | undefined;
  /** A header or trailer whose value the HTTP front holds the body against; trailers are there once the body has ended. */
  checked(name: string): string | undefined;
  readonly body: Readable;
}

/** One operation: how a request for it looks, what it takes, what it does. */
export interface S3Operation {
  /** CloudTrail's name of it. */
  readonly name: string;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly target: "service" | "bucket" | "object";
  /** Query parameters and headers that tell it from the others of its method and target. */
  readonly marks?: { readonly query?: readonly string[]; readonly headers?: readonly string[] };
  /** Further query parameters that it takes. */
  readonly query?: readonly string[];
  /** `x-amz-…` headers that it takes, beside those that every request may carry; a `*` at the end is a wildcard. */
  readonly headers?: readonly string[];
  readonly readOnly: boolean;
  /** Object-level: a data event. */
  readonly data: boolean;
  handle(request: S3Request): Promise<WireResponse> | WireResponse;
}
