import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be shut: whoever comes then is refused, and whoever is inside is cut off. */
export interface Gate {
  /** `127.0.0.1:PORT`, the same each time it is open. */
  readonly address: string;
  open(): Promise<void>;
  shut(): Promise<void>;
}

/** Opens a way to a server on this machine. */
export async function openGate(to: { readonly host: string; readonly port: number }): Promise<Gate> {
  const inside = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to.port, to.host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      inside.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        inside.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  return {
    address: `127.0.0.1:${port}`,
    open: async () => void (await listen(port)),
    async shut() {
      server.close();
      for (const socket of inside) socket.destroy();
      if (server.listening) await once(server, "close");
    },
  };
}
