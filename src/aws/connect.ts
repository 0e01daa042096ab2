import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { ServiceId } from "../core/call.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Answer, Aws, Credentials } from "./aws.ts";
import { toFailure } from "./classify.ts";
import { type Env, endpointOf } from "./endpoints.ts";
import { SERVICES } from "./operations.ts";

/** Credentials, or where to get them again once they have run out. */
export type CredentialSource = Credentials | (() => Promise<Credentials>);

/** What {@link connectAws} needs. */
export interface ConnectOptions {
  readonly region: string;
  readonly credentials: CredentialSource;
  /** Environment variables: only `AWS_ENDPOINT_URL…` and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` are looked at. */
  readonly env: Env;
  /** `vendor-cli/1.2.3`: what CloudTrail shows beside the SDK's own name. */
  readonly userAgent: string;
}

const MAX_ATTEMPTS = 5;
const CONNECT_MS = 5_000;
/** Time without a byte on the wire; an upload that moves may take longer. */
const IDLE_MS = 60_000;
const MAX_SOCKETS = 32;

const nothing = (): void => {};
/** The SDK's own advice is not for those who run a command. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

type Send = (args: unknown) => Promise<unknown>;

interface Client {
  send(command: object): Promise<{ readonly $metadata: { readonly requestId?: string } }>;
  readonly middlewareStack: { add(middleware: (next: Send) => Send, place: object): void };
}
type ClientClass = new (config: object) => Client;
type CommandClass = new (input: object) => object;

interface Connection {
  readonly client: Client;
  readonly commands: Readonly<Record<string, CommandClass | undefined>>;
}

/**
 * AWS in the name of `options.credentials`. Clients are loaded at their first use and share one pool of
 * keep-alive connections, also with those that {@link Aws.as} makes. Throttling, 5xx and network faults are
 * retried with the SDK's adaptive rate limit, up to five attempts. Every error is an `AwsFailure`.
 */
export function connectAws(options: ConnectOptions): Aws {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  });
  return { ...session(options, requestHandler), close: () => requestHandler.destroy() };
}

function session(options: ConnectOptions, requestHandler: NodeHttpHandler): Aws {
  const connections = new Map<ServiceId, Promise<Connection>>();

  function connection(service: ServiceId): Promise<Connection> {
    const known = connections.get(service);
    if (known) return known;
    const opened = open(service, options, requestHandler);
    connections.set(service, opened);
    return opened;
  }

  async function sendCall(
    service: ServiceId,
    operation: string,
    input: JsonObject,
  ): Promise<Answer<unknown>> {
    const { client, commands } = await connection(service);
    const Command = commands[operation];
    if (!Command) throw vendorError("operationUnknown", { service, operation });
    try {
      const output = await client.send(new Command(input));
      return { output, requestId: output.$metadata.requestId ?? "" };
    } catch (thrown) {
      throw toFailure(service, operation, thrown);
    }
  }

  return {
    region: options.region,
    // The registry ties an operation's name to its types; the wire does not need them.
    send: sendCall as Aws["send"],
    sendCall,
    as: (credentials) => session({ ...options, credentials }, requestHandler),
    // The connections are those of the Aws that this session was made from, which closes them.
    close: () => {},
  };
}

async function open(
  service: ServiceId,
  options: ConnectOptions,
  requestHandler: NodeHttpHandler,
): Promise<Connection> {
  const { Client, commands } = await SERVICES[service]();
  const endpoint = endpointOf(service, options.env);
  const client = new (Client as unknown as ClientClass)({
    region: options.region,
    credentials: options.credentials,
    requestHandler,
    retryMode: "adaptive",
    maxAttempts: MAX_ATTEMPTS,
    logger: SILENT,
    customUserAgent: options.userAgent,
    ...(endpoint ? { endpoint } : {}),
    // Other endpoints seldom have a DNS name per bucket.
    ...(endpoint && service === "s3" ? { forcePathStyle: true } : {}),
  });
  client.middlewareStack.add(retryFreshSession, { step: "finalizeRequest", priority: "low" });
  return { client, commands: commands as unknown as Connection["commands"] };
}

/** How services refuse a session that STS issued a moment ago and that they do not know yet. */
const UNKNOWN_YET: readonly unknown[] = [
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
];

/** Lets the SDK's retries, which end after seconds, bridge the time until a fresh session is known everywhere. */
function retryFreshSession(next: Send): Send {
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error && UNKNOWN_YET.includes((error as { Code?: unknown }).Code ?? error.name)) {
        throw Object.assign(error, { $retryable: { throttling: false } });
      }
      throw error;
    }
  };
}
