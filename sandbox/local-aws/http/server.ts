import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Faults } from "../faults.ts";
import type { OnCall } from "../options.ts";
import type { Service } from "../service.ts";
import type { World } from "../world.ts";
import { type Front, handleRequest } from "./request.ts";

/** What the HTTP front serves. */
export interface ServerOptions {
  readonly world: World;
  readonly services: readonly Service[];
  readonly faults: Faults;
  readonly onCall?: OnCall;
  /** 0: any free port. */
  readonly port: number;
  /** Port on which `aws:SecureTransport` is false. 0: any free port. */
  readonly plainPort: number;
  /** Gets one line for each unexpected error. */
  readonly log: (line: string) => void;
}

/** A running front. */
export interface RunningServer {
  readonly port: number;
  readonly plainPort: number;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/**
 * Listens on two loopback ports: the main one stands for https, so that clients need no certificate, and the
 * plain one for http.
 * @throws the system's error for a port that is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const services = new Map(options.services.map((service) => [service.signingName, service]));
  const { world, faults, log, onCall = () => undefined } = options;
  const front: Front = { world, services, faults, onCall, log };
  const main = await listen(front, true, options.port);
  try {
    const plain = await listen(front, false, options.plainPort);
    const close = async (): Promise<void> => {
      await Promise.all([shut(main), shut(plain)]);
    };
    return { port: portOf(main), plainPort: portOf(plain), close };
  } catch (error) {
    await shut(main);
    throw error;
  }
}

function listen(front: Front, secure: boolean, port: number): Promise<Server> {
  const take = (wantsContinue: boolean) => (message: IncomingMessage, response: ServerResponse) =>
    void handleRequest(front, { message, response, secure, wantsContinue });
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, take(false));
  server.on("checkContinue", take(true));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.removeListener("error", reject);
      resolve(server);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
