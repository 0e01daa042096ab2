import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Readable, type Transform } from "node:stream";
import { bodyChecks } from "../auth/payload.ts";
import { verifySignature } from "../auth/verify.ts";
import { connectionContext } from "../caller.ts";
import { AwsFault } from "../fault.ts";
import { readBody } from "../protocols/body.ts";
import type { Service, WireRequest } from "../service.ts";
import type { World } from "../world.ts";
import type { Exchange, Parsed } from "./exchange.ts";

/**
 * Reads the whole body of a request to a query or JSON service: its hash is signed.
 * @throws AwsFault RequestEntityTooLarge
 */
export async function bufferBody(exchange: Exchange): Promise<Buffer> {
  letContinue(exchange);
  return readBody(exchange.message);
}

/**
 * Checks a request's signature and makes it what a service gets.
 * @param buffered the body of a query or JSON request; S3's bodies are checked while the service reads them
 * @throws AwsFault in the codes of the service's protocol
 */
export function authenticate(
  world: World,
  exchange: Exchange,
  parsed: Parsed,
  service: Service,
  buffered: Buffer | undefined,
): WireRequest {
  const { message, secure } = exchange;
  const payloadHash = buffered === undefined ? s3PayloadHash(message, parsed) : sha256(buffered);
  const { caller, seed } = verifySignature(world, {
    message,
    ...parsed,
    service: service.signingName,
    family: service.protocol ?? "rest-xml",
    payloadHash,
    connection: connectionContext({
      now: parsed.receivedAt,
      secure,
      sourceIp: message.socket.remoteAddress ?? "127.0.0.1",
      userAgent: message.headers["user-agent"] ?? "",
    }),
  });
  const wire = { method: message.method ?? "GET", headers: message.headers, caller, ...parsed };
  if (buffered !== undefined) return { ...wire, body: Readable.from([buffered]) };
  const checks = bodyChecks(message.headers, payloadHash, seed);
  letContinue(exchange);
  return { ...wire, body: chain(message, checks.stages), trailers: checks.trailers };
}

/** Without `pipeline`, which would destroy the connection before the error could be answered. */
function chain(message: IncomingMessage, stages: readonly Transform[]): Readable {
  message.once("close", () => {
    if (!message.complete) for (const stage of stages) stage.destroy(clientLeft());
  });
  return stages.reduce<Readable>((source, stage) => {
    source.once("error", (error) => stage.destroy(error));
    return source.pipe(stage);
  }, message);
}

function clientLeft(): AwsFault {
  return new AwsFault(
    "RequestTimeout",
    400,
    "Your socket connection to the server was closed before the request ended.",
  );
}

function letContinue(exchange: Exchange): void {
  if (exchange.wantsContinue) exchange.response.writeContinue();
}

function s3PayloadHash(message: IncomingMessage, parsed: Parsed): string {
  const header = message.headers["x-amz-content-sha256"];
  if (typeof header === "string") return header;
  if (message.headers.authorization === undefined) {
    return parsed.query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
  }
  throw new AwsFault("InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
}

function sha256(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}
