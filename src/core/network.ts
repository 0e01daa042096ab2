import type { Duplex } from "node:stream";
import type { NodeHttpHandler } from "@smithy/node-http-handler";

/** The way to AWS and to SFTP servers, as an argument: absent in the product, which uses the machine's own; given by simulations. */
export interface Network {
  /** Sends the signed HTTP requests of the AWS SDK, in place of its own `NodeHttpHandler`. */
  readonly requestHandler: RequestHandler;
  /** A connection to a server, as a TCP socket is one. */
  dial(host: string, port: number): Duplex;
}

/** What sends requests, in the SDK's words. */
export type RequestHandler = Pick<NodeHttpHandler, "handle" | "destroy">;
