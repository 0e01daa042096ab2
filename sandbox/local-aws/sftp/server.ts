import { once } from "node:events";
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from "node:net";
import type { AuthContext, Connection, PublicKeyAuthContext, Server as SshServer } from "ssh2";
import { AwsFault } from "../fault.ts";
import { s3Calls } from "../services/s3/calls.ts";
import type { TransferServerRecord } from "../tables.ts";
import type { World } from "../world.ts";
import { ALGORITHMS } from "./algorithms.ts";
import { findUser, type Login, openLogin, ownsKey } from "./login.ts";
import type { Session } from "./lookup.ts";
import { serveSftp } from "./session.ts";

/** Transfer's idle timeout (https://docs.aws.amazon.com/transfer/latest/userguide/transfer-quotas.html). */
const IDLE_MS = 1_800_000;
/** Long beyond any session: ssh2's own keep-alive would count as activity. */
const NO_KEEPALIVE_MS = 2 ** 31 - 1;
const MAX_ATTEMPTS = 10;

/** Which Transfer server an SSH server stands for (default: the only one). */
export interface SftpServerOptions {
  readonly serverId?: string;
  /** Milliseconds without traffic after which a connection is closed; Transfer's 30 minutes by default. */
  readonly idleMs?: number;
}

/** Where the endpoint listens. */
export interface SftpEndpointOptions extends SftpServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** The SFTP side of a Transfer server, wherever its connections come from. */
export interface SftpServer {
  /** Serves one connection; destroys it where the Transfer server is offline. */
  take(socket: Socket): void;
  /** Resolves once what its connections had begun has ended: unfinished uploads are dropped. */
  idle(): Promise<void>;
}

/** A running endpoint. */
export interface SftpEndpoint {
  readonly port: number;
  close(): Promise<void>;
}

/** The SFTP side of a Transfer server: a real SSH server over the users, roles and objects of `world`. */
export async function openSftpServer(world: World, options: SftpServerOptions): Promise<SftpServer> {
  const server = findServer(world, options.serverId);
  const { Server, utils } = (await import("ssh2")).default;
  const verify: Host["verify"] = ({ key, blob, signature, hashAlgo }) => {
    if (!blob || !signature) return false;
    const parsed = utils.parseKey(key.data);
    return !(parsed instanceof Error) && parsed.verify(blob, signature, hashAlgo) === true;
  };
  const ssh = new Server({
    hostKeys: [...server.hostKeys],
    ident: "AWS_SFTP_1.1",
    algorithms: ALGORITHMS,
    keepaliveInterval: NO_KEEPALIVE_MS,
  });
  const pending = new Set<Promise<unknown>>();
  const track = (work: Promise<unknown>) => {
    const noted = work.finally(() => pending.delete(noted));
    pending.add(noted);
  };
  ssh.on("connection", (client) => serveClient({ world, server, verify, track }, client));
  return {
    take(socket) {
      const online = world.table("transfer.servers").get(server.id)?.state === "ONLINE";
      if (online) accept(ssh, socket, options.idleMs ?? IDLE_MS);
      else socket.destroy();
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

/** Starts the SFTP side of a Transfer server on a port of its own. */
export async function startSftpEndpoint(world: World, options: SftpEndpointOptions): Promise<SftpEndpoint> {
  const server = await openSftpServer(world, options);
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    server.take(socket);
  });
  await listen(listener, options);
  return { port: (listener.address() as AddressInfo).port, close: () => close(listener, sockets, server) };
}

function findServer(world: World, serverId: string | undefined): TransferServerRecord {
  const [entry] = world.table("transfer.servers").entries(serverId ?? "");
  if (!entry) throw new Error(`There is no Transfer server ${serverId ?? ""} to stand for.`);
  return entry[1];
}

function accept(ssh: SshServer, socket: Socket, idleMs: number): void {
  socket.setTimeout(idleMs, () => socket.destroy());
  ssh.injectSocket(socket);
}

async function listen(listener: NetServer, options: SftpEndpointOptions): Promise<void> {
  listener.listen(options.port, options.host);
  await once(listener, "listening");
}

/** Cuts all connections and waits until what they had begun has ended. */
async function close(listener: NetServer, sockets: ReadonlySet<Socket>, server: SftpServer): Promise<void> {
  // Not `once` of node:events, which a socket's reset would reject.
  const closed = [listener, ...sockets].map((each) => new Promise((resolve) => each.once("close", resolve)));
  listener.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(closed);
  await server.idle();
}

/** What each connection is served with. */
interface Host {
  readonly world: World;
  readonly server: TransferServerRecord;
  readonly verify: (context: PublicKeyAuthContext) => boolean;
  readonly track: Session["track"];
}

function serveClient(host: Host, client: Connection): void {
  let login: Login | undefined;
  let attempts = 0;
  client.on("error", () => undefined);
  client.on("authentication", (context) => {
    if (++attempts > MAX_ATTEMPTS) {
      client.end();
      return;
    }
    login = authenticate(host, context);
    if (login || isAcceptableQuery(host, context)) context.accept();
    else context.reject(["publickey"]);
  });
  client.on("session", (acceptSession) => {
    const session = acceptSession();
    session.on("sftp", (acceptSftp) => {
      const sftp = acceptSftp();
      if (login) serveSftp(sftp, { login, s3: s3Calls(host.world), track: host.track });
      // Without it OpenSSH's sftp hangs at its exit (mscdex/ssh2 #1029, #1443).
      session.on("end", () => sftp.end());
    });
  });
}

/** A client may ask first whether a key would do, without signing. */
function isAcceptableQuery({ world, server }: Host, context: AuthContext): boolean {
  if (context.method !== "publickey" || context.signature) return false;
  const user = findUser(world, server, context.username);
  return user !== undefined && ownsKey(user, context.key);
}

/** The login that a signed public key wins. Whatever goes wrong, a client only learns that it failed, as on Transfer. */
function authenticate({ world, server, verify }: Host, context: AuthContext): Login | undefined {
  if (context.method !== "publickey" || !context.signature) return undefined;
  const user = findUser(world, server, context.username);
  const weak =
    context.key.algo === "ssh-rsa" && (context.hashAlgo === undefined || context.hashAlgo === "sha1");
  if (!user || weak || !ownsKey(user, context.key) || !verify(context)) return undefined;
  try {
    return openLogin(world, server, user);
  } catch (error) {
    if (error instanceof AwsFault) return undefined;
    throw error;
  }
}
