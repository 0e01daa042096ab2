import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { bodyChecks } from "../auth/payload.ts";
import { refuse } from "../auth/refusals.ts";
import { scopeService } from "../auth/signature.ts";
import { verifySignature } from "../auth/verify.ts";
import { connectionContext } from "../caller.ts";
import { AwsFault } from "../fault.ts";
import type { FaultKind, Faults } from "../faults.ts";
import { readBody } from "../protocols/body.ts";
import { asFault } from "../protocols/errors.ts";
import type { Service, WireRequest, WireResponse } from "../service.ts";
import type { World } from "../world.ts";
import { errorAnswer, sendAnswer } from "./answer.ts";
import { operationName } from "./operation-name.ts";

/** What every request of a server needs. */
export interface Front {
  readonly world: World;
  readonly services: ReadonlyMap<string, Service>;
  readonly faults: Faults;
  readonly log: (line: string) => void;
}

/** One exchange on a connection. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly secure: boolean;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly wantsContinue: boolean;
}

interface Parsed {
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly host: string;
  readonly requestId: string;
  readonly receivedAt: number;
}

/** Answers one request. Never rejects: an unexpected error is logged and answered as InternalFailure. */
export async function handleRequest(front: Front, exchange: Exchange): Promise<void> {
  const { message, response } = exchange;
  const parsed = parse(front.world, message);
  const service = front.services.get(scopeService(message.headers.authorization, parsed.query) ?? "");
  const protocol = service?.protocol ?? (service === undefined ? guessProtocol(message) : "rest-xml");
  try {
    const answer = await serve(front, exchange, parsed, service, protocol);
    if (answer !== undefined) await sendAnswer(response, answer, parsed.requestId);
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) front.log(`${message.method} ${parsed.rawPath}: ${describe(thrown)}`);
    if (response.headersSent || response.destroyed) response.destroy();
    else await sendAnswer(response, errorAnswer(protocol, asFault(thrown), parsed.requestId), parsed.requestId);
  } finally {
    message.unpipe();
    message.resume();
  }
}

async function serve(
  front: Front,
  exchange: Exchange,
  parsed: Parsed,
  service: Service | undefined,
  protocol: Service["protocol"],
): Promise<WireResponse | undefined> {
  const { message, response } = exchange;
  const target = service ?? unsignedTarget(front, message, parsed, protocol);
  const buffered = target.protocol === undefined || target.protocol === "rest-xml" ? undefined : await bufferBody(exchange);
  const name = operationName({
    message,
    ...parsed,
    ...(buffered === undefined ? {} : { body: buffered }),
    virtualHost: isVirtualHost(parsed.host),
  });
  const fault = front.faults.strike(target.signingName, name);
  if (fault?.when === "before") return strike(fault.kind, target, response);
  const request = authenticate(front.world, exchange, parsed, target, buffered);
  const answer = await target.handle(request, front.world);
  if (fault === undefined) return answer;
  if (answer.body instanceof Readable) answer.body.destroy();
  return strike(fault.kind, target, response);
}

function authenticate(
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
function chain(message: IncomingMessage, stages: readonly import("node:stream").Transform[]): Readable {
  message.once("close", () => {
    if (!message.complete) for (const stage of stages) stage.destroy(new Error("The client went away."));
  });
  return stages.reduce<Readable>((source, stage) => {
    source.once("error", (error) => stage.destroy(error));
    return source.pipe(stage);
  }, message);
}

async function bufferBody(exchange: Exchange): Promise<Buffer> {
  letContinue(exchange);
  return readBody(exchange.message);
}

function letContinue(exchange: Exchange): void {
  if (exchange.wantsContinue) exchange.response.writeContinue();
}

function parse(world: World, message: IncomingMessage): Parsed {
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

/** Only S3 takes requests without a signature. */
function unsignedTarget(front: Front, message: IncomingMessage, parsed: Parsed, protocol: Service["protocol"]): Service {
  const scope = scopeService(message.headers.authorization, parsed.query);
  if (scope !== undefined) throw new AwsFault("NotImplemented", 501, `The service '${scope}' is not part of the local AWS.`);
  const s3 = front.services.get("s3");
  if (message.headers.authorization !== undefined) throw refuse.malformed(protocol ?? "rest-xml", "Authorization header is malformed.");
  if (protocol !== "rest-xml" || s3 === undefined) throw refuse.missing(protocol ?? "rest-xml");
  return s3;
}

function guessProtocol(message: IncomingMessage): "query" | "json" | "rest-xml" {
  if (message.headers["x-amz-target"] !== undefined) return "json";
  return message.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? "query" : "rest-xml";
}

function s3PayloadHash(message: IncomingMessage, parsed: Parsed): string {
  const header = message.headers["x-amz-content-sha256"];
  if (typeof header === "string") return header;
  if (message.headers.authorization === undefined) return parsed.query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
  throw new AwsFault("InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
}

function isVirtualHost(host: string): boolean {
  return /^.+\.(localhost|amazonaws\.com)$/.test(host) && !/^s3[.-]/.test(host) && host !== "s3.localhost";
}

function strike(kind: FaultKind, service: Service, response: ServerResponse): WireResponse | undefined {
  const s3 = service.signingName === "s3";
  switch (kind) {
    case "throttle":
      throw s3 ? new AwsFault("SlowDown", 503, "Please reduce your request rate.") : new AwsFault("Throttling", 400, "Rate exceeded");
    case "error500":
      throw new AwsFault(s3 ? "InternalError" : "InternalFailure", 500, "We encountered an internal error. Please try again.");
    case "error503":
      throw new AwsFault("ServiceUnavailable", 503, "Service is unable to handle request.");
    case "drop-answer":
      response.socket?.destroy();
      return undefined;
    case "reset":
      response.socket?.resetAndDestroy();
      return undefined;
  }
}

function sha256(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
