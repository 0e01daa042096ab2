import { generateKeyPairSync } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import ssh2, { type KexAlgorithm } from "ssh2";
import { sshFingerprint } from "../../src/core/ssh/fingerprint.ts";
import { generateSshKeyPair } from "../../src/core/ssh/key-pair.ts";

/** A host key of one kind: its private half, what people pin, and its fingerprint. */
export interface ServerKey {
  readonly private: string;
  readonly line: string;
  readonly fingerprint: string;
}

/** Makes a host key, not by ssh2: it strips leading zeros, and then can't read the key. @param bits of an ECDSA key */
export function makeServerKey(type: "ed25519" | "ecdsa", bits: 256 | 384 = 256): ServerKey {
  const made = type === "ed25519" ? generateSshKeyPair("ssh-ed25519").privateKey.reveal() : ecdsaKey(bits);
  const parsed = ssh2.utils.parseKey(made);
  if (parsed instanceof Error) throw parsed;
  const blob = parsed.getPublicSSH();
  return {
    private: made,
    line: `${parsed.type} ${blob.toString("base64")}`,
    fingerprint: sshFingerprint(blob),
  };
}

function ecdsaKey(bits: 256 | 384): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: `P-${bits}` });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** A partner's SSH server in the test's own process. */
export interface SshServer extends Listener {
  /** How many connections there were, and the user names that anybody sent. */
  readonly seen: { connections: number; readonly logins: string[] };
}

/** Starts a server that refuses every login. @param options the one way to exchange keys, and a port that is taken again */
export async function startSshServer(
  keys: readonly ServerKey[],
  { kex, port: wanted = 0 }: { readonly kex?: KexAlgorithm; readonly port?: number } = {},
): Promise<SshServer> {
  const seen: SshServer["seen"] = { connections: 0, logins: [] };
  const hostKeys = keys.map((key) => key.private);
  const algorithms = kex === undefined ? {} : { algorithms: { kex: [kex] } };
  const server = new ssh2.Server({ hostKeys, ...algorithms }, (client) => {
    seen.connections += 1;
    client.on("authentication", (context) => {
      seen.logins.push(context.username);
      context.reject();
    });
    client.on("error", () => undefined);
  });
  const port = await listening(server, wanted);
  return { port, seen, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Somebody between who passes on what `server` says, but for its key: the pinned one, which everybody may know. */
export async function startReplay(server: SshServer, own: ServerKey, pinned: ServerKey): Promise<Listener> {
  const blobOf = ({ line }: ServerKey) => Buffer.from(line.split(" ")[1] ?? "", "base64");
  return listen((socket) => {
    const behind = connect(server.port, "127.0.0.1");
    behind.on("error", () => socket.destroy());
    socket.on("error", () => behind.destroy());
    socket.on("close", () => behind.destroy());
    socket.pipe(behind);
    behind.on("data", (chunk) => {
      const at = chunk.indexOf(blobOf(own));
      if (at >= 0) blobOf(pinned).copy(chunk, at);
      socket.write(chunk);
    });
  });
}

/** Something that listens and is no SSH server. @param greeting what it says at once, before it hangs up */
export function startOther(greeting: string): Promise<Listener> {
  return listen((socket) => {
    socket.on("error", () => undefined);
    socket.resume().end(greeting);
  });
}

/** Something that listens. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(onConnection: (socket: Socket) => void): Promise<Listener> {
  const server = createServer(onConnection);
  const port = await listening(server);
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function listening(server: Pick<Server, "listen" | "address">, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
