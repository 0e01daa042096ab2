import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { ServiceId } from "../core/call.ts";
import { vendorError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Network, RequestHandler } from "../core/network.ts";
import type { Effects } from "../core/ports.ts";
import type { Answer, Aws, CredentialSource } from "./aws.ts";
import { toFailure } from "./classify.ts";
import { type Env, endpointOf } from "./endpoints.ts";
import { type Limiters, MAX_ATTEMPTS, nameOperation, openLimiters } from "./limiter.ts";
import { SERVICES } from "./operations.ts";

/** What {@link connectAws} needs. */
export interface ConnectOptions extends Effects {
  readonly region: string;
  readonly credentials: CredentialSource;
  /** Environment variables: only `AWS_ENDPOINT_URL…` and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` are looked at. */
  readonly env: Env;
  /** `vendor-cli/1.2.3`: what CloudTrail shows beside the SDK's own name. */
  readonly userAgent: string;
  /** Absent: the machine's own network. */
  readonly network?: Network;
}

const CONNECT_MS = 5_000;
/** Time without a byte on the wire; an upload that moves may take longer. */
const IDLE_MS = 60_000;
const MAX_SOCKETS = 32;

const nothing = (): void => {};
/** The SDK's own advice is not for those who run a command. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

interface Client {
  send(command: object): Promise<{ readonly $metadata: { readonly requestId?: string } }>;
  /** The SDK keeps it by the `Date` of answers: milliseconds to add to the local time. */
  readonly config: { readonly systemClockOffset?: number };
  readonly middlewareStack: { add(middleware: typeof nameOperation, place: object): void };
}
type ClientClass = new (config: object) => Client;
type CommandClass = new (input: object) => object;

interface Connection {
  readonly client: Client;
  readonly commands: Readonly<Record<string, CommandClass | undefined>>;
}

/**
 * AWS in the name of `options.credentials`. Clients are loaded at their first use and share one pool of
 * keep-alive connections and one limiter per service (see `limiter.ts`), also with those that {@link Aws.as} makes:
 * call it once in a process. Every error is an `AwsFailure`.
 */
export function connectAws(options: ConnectOptions): Aws {
  const requestHandler = options.network?.requestHandler ?? ownNetwork();
  const closed = new AbortController();
  const shared = { requestHandler, limiters: openLimiters(options, closed.signal) };
  const close = () => {
    closed.abort();
    requestHandler.destroy();
  };
  return { ...session(options, shared), close };
}

function ownNetwork(): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
  });
}

/** What all sessions of a process have in common. */
interface Shared {
  readonly requestHandler: RequestHandler;
  readonly limiters: Limiters;
}

function session(options: ConnectOptions, shared: Shared): Aws {
  const connections = new Map<ServiceId, Promise<Connection>>();
  const clients: Client[] = [];

  function connection(service: ServiceId): Promise<Connection> {
    const known = connections.get(service);
    if (known) return known;
    const opened = open(service, options, shared);
    connections.set(service, opened);
    return opened;
  }

  async function commandOf(service: ServiceId, operation: string, input: JsonObject) {
    const { client, commands } = await connection(service);
    const Command = commands[operation];
    if (!Command) throw vendorError("operationUnknown", { service, operation });
    return { client, command: new Command(input) };
  }

  async function sendCall(
    service: ServiceId,
    operation: string,
    input: JsonObject,
  ): Promise<Answer<unknown>> {
    const { client, command } = await commandOf(service, operation, input);
    if (!clients.includes(client)) clients.push(client);
    try {
      const output = await client.send(command);
      return { output, requestId: output.$metadata.requestId ?? "" };
    } catch (thrown) {
      throw toFailure(service, operation, thrown, options.clock.now());
    }
  }

  return {
    region: options.region,
    aheadMs: () => Math.max(0, ...clients.map(({ config }) => config.systemClockOffset ?? 0)),
    // The registry ties an operation's name to its types; the wire does not need them.
    send: sendCall as Aws["send"],
    sendCall,
    async presign(operation, input) {
      const { client, command } = await commandOf("s3", operation, input);
      const { presign } = await import("./presigned.ts");
      return presign(client, command, shared.requestHandler, options.clock.now);
    },
    as: (credentials) => session({ ...options, credentials }, shared),
    at: (s3Endpoint) => {
      const ignored = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined };
      const env = { ...options.env, ...ignored, AWS_ENDPOINT_URL_S3: s3Endpoint };
      return session({ ...options, env }, shared);
    },
    // The connections are those of the Aws that this session was made from, which closes them.
    close: () => {},
  };
}

async function open(
  service: ServiceId,
  options: ConnectOptions,
  { requestHandler, limiters }: Shared,
): Promise<Connection> {
  const { Client, commands } = await SERVICES[service]();
  const endpoint = endpointOf(service, options.env);
  const client = new (Client as unknown as ClientClass)({
    region: options.region,
    credentials: options.credentials,
    requestHandler,
    retryStrategy: limiters(service),
    maxAttempts: MAX_ATTEMPTS,
    logger: SILENT,
    customUserAgent: options.userAgent,
    ...(endpoint ? { endpoint } : {}),
    // Other endpoints seldom have a DNS name per bucket.
    ...(endpoint && service === "s3" ? { forcePathStyle: true } : {}),
  });
  client.middlewareStack.add(nameOperation, { step: "finalizeRequest", priority: "low" });
  return { client, commands: commands as unknown as Connection["commands"] };
}
