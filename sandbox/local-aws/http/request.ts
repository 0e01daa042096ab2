import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { refuse } from "../auth/refusals.ts";
import { scopeService } from "../auth/signature.ts";
import { AwsFault } from "../fault.ts";
import type { Faults } from "../faults.ts";
import type { OnCall } from "../options.ts";
import { asFault } from "../protocols/errors.ts";
import type { Service, WireResponse } from "../service.ts";
import type { World } from "../world.ts";
import { errorAnswer, sendAnswer } from "./answer.ts";
import { authenticate, bufferBody } from "./authenticate.ts";
import { type Exchange, isVirtualHost, type Parsed, parseRequest } from "./exchange.ts";
import { operationName } from "./operation-name.ts";
import { strike } from "./strike.ts";

/** What every request of a server needs. */
export interface Front {
  readonly world: World;
  /** By signing name. */
  readonly services: ReadonlyMap<string, Service>;
  readonly faults: Faults;
  readonly onCall: OnCall;
  readonly log: (line: string) => void;
}

/** Answers one request. Never rejects: an unexpected error is logged and answered as InternalFailure. */
export async function handleRequest(front: Front, exchange: Exchange): Promise<void> {
  const { message, response } = exchange;
  const parsed = parseRequest(front.world, message);
  const named = front.services.get(scopeService(message.headers.authorization, parsed.query) ?? "");
  const protocol = named === undefined ? guessProtocol(message) : (named.protocol ?? "rest-xml");
  try {
    const service = named ?? (await unsignedTarget(front, exchange, parsed, protocol));
    const answer = await serve(front, exchange, parsed, service);
    if (answer !== undefined) await sendAnswer(response, answer, parsed.requestId);
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) front.log(`${message.method} ${parsed.rawPath}: ${describe(thrown)}`);
    const at = { ...parsed, method: message.method ?? "GET" };
    await answerError(response, errorAnswer(protocol, asFault(thrown), at), parsed.requestId);
  } finally {
    message.unpipe();
    message.resume();
  }
}

/** `undefined`: an injected fault has ended the connection. */
async function serve(
  front: Front,
  exchange: Exchange,
  parsed: Parsed,
  service: Service,
): Promise<WireResponse | undefined> {
  const { message, response } = exchange;
  const buffered = (service.protocol ?? "rest-xml") === "rest-xml" ? undefined : await bufferBody(exchange);
  const name = operationName({
    message,
    ...parsed,
    ...(buffered === undefined ? {} : { body: buffered }),
    virtualHost: isVirtualHost(parsed.host),
  });
  const signer = signerOf(message);
  const fault = front.faults.strike(service.signingName, name, signer);
  if (fault?.when === "before") {
    strike(fault.kind, service, response);
    return undefined;
  }
  const silence = front.onCall({ service: service.signingName, operation: name, signer });
  if (silence?.when === "before") {
    silence.act();
    return undefined;
  }
  const handled = service.handle(authenticate(front.world, exchange, parsed, service, buffered), front.world);
  if (silence?.when === "after") {
    await handled.then(silence.act, silence.act);
    return undefined;
  }
  const answer = await handled;
  if (fault === undefined) return answer;
  if (answer.body instanceof Readable) answer.body.destroy();
  strike(fault.kind, service, response);
  return undefined;
}

/** Access key id that a request is signed with; empty without a signature in its headers. */
function signerOf({ headers }: IncomingMessage): string {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
}

/** Who gets a request that names no service that is here: S3 alone takes requests without a signature. */
async function unsignedTarget(
  front: Front,
  exchange: Exchange,
  parsed: Parsed,
  protocol: "query" | "json" | "rest-xml",
): Promise<Service> {
  const { authorization } = exchange.message.headers;
  const scope = scopeService(authorization, parsed.query);
  if (scope !== undefined) throw notHere(`The service '${scope}'`);
  if (authorization !== undefined)
    throw refuse.malformed(protocol, "The Authorization header has no Credential.");
  if (protocol === "query") {
    const action = new URLSearchParams((await bufferBody(exchange)).toString("utf8")).get("Action") ?? "";
    if (/^AssumeRoleWith/.test(action)) throw notHere(action);
  }
  const s3 = front.services.get("s3");
  if (protocol !== "rest-xml" || s3 === undefined) throw refuse.missing(protocol);
  return s3;
}

function notHere(what: string): AwsFault {
  return new AwsFault("NotImplemented", 501, `${what} is not part of the local AWS.`);
}

function guessProtocol(message: IncomingMessage): "query" | "json" | "rest-xml" {
  if (message.headers["x-amz-target"] !== undefined) return "json";
  return message.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")
    ? "query"
    : "rest-xml";
}

/** Half an answer can't be taken back: the connection ends then. */
async function answerError(response: ServerResponse, answer: WireResponse, requestId: string): Promise<void> {
  if (response.headersSent || response.destroyed) response.destroy();
  else await sendAnswer(response, answer, requestId);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
