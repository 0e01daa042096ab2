import { Duplex } from "node:stream";

/** Both ends of a connection without a socket. */
export interface Wire {
  readonly client: Duplex;
  readonly server: Duplex;
  /** Both ends see the connection end, as by a reset. */
  cut(): void;
}

/** Brings bytes to the other end; calls `deliver` when they arrive. In one direction, what was sent first arrives first. */
export type Carry = (direction: "there" | "back", bytes: number, deliver: () => void) => void;

/** Members of sockets that ssh2 asks for. */
const SOCKET = {
  remoteAddress: "127.0.0.1",
  remoteFamily: "IPv4",
  remotePort: 1,
  setNoDelay: () => undefined,
  setKeepAlive: () => undefined,
  setTimeout: () => undefined,
};

/** A connection whose bytes travel as `carry` has them. */
export function openWire(carry: Carry): Wire {
  const end = (direction: "there" | "back", other: () => Duplex): Duplex =>
    Object.assign(
      new Duplex({
        read: () => undefined,
        write(chunk: Buffer, _encoding, done) {
          carry(direction, chunk.length, () => {
            if (!other().destroyed) other().push(chunk);
          });
          done();
        },
        final(done) {
          carry(direction, 0, () => {
            if (!other().destroyed) other().push(null);
          });
          done();
        },
        destroy(error, done) {
          carry(direction, 0, () => other().destroy());
          done(error);
        },
      }),
      SOCKET,
    );
  const client: Duplex = end("there", () => server);
  const server: Duplex = end("back", () => client);
  const cut = () => {
    client.destroy();
    server.destroy();
  };
  return { client, server, cut };
}
