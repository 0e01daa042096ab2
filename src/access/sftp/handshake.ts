import type { ServerHostKeyAlgorithm } from "ssh2";
import type { Network } from "../../core/network.ts";
import { sshFingerprint } from "../../core/ssh/fingerprint.ts";
import { sshReader } from "../../core/ssh/wire.ts";

/** A host key as its server presents it. */
export interface HostKey {
  /** E.g. `ssh-ed25519`. */
  readonly type: string;
  /** The public key, as known_hosts writes it. */
  readonly base64: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** Where to ask. */
export interface HostKeyQuestion {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for each kind of key. */
  readonly timeoutMs: number;
  /** Absent: a TCP socket of this machine. */
  readonly dial?: Network["dial"];
}

/** The algorithms of one kind of key: a server presents one key a connection, the first that it has of what is offered. */
export type Offer = readonly ServerHostKeyAlgorithm[];

/** One offer for each kind of key. */
export const OFFERS: readonly Offer[] = [
  ["ssh-ed25519"],
  ["ecdsa-sha2-nistp256"],
  ["ecdsa-sha2-nistp384"],
  ["ecdsa-sha2-nistp521"],
  ["rsa-sha2-512", "rsa-sha2-256"],
];

/** What came of one handshake. */
export interface Handshake {
  /** The key that was presented; absent where it did not get that far. */
  readonly key?: HostKey;
  /** Whether the server has shown that it holds the key: a public key alone can be presented by anybody. */
  readonly proven: boolean;
  /** How it ended; absent where it was proven, or was ended from here. */
  readonly error?: ShakeError;
}

/** The members of ssh2's errors that tell what happened. */
export interface ShakeError {
  readonly message: string;
  readonly level?: string;
  /** Node's code of a network fault, such as `ECONNREFUSED`. */
  readonly code?: string | number;
}

/**
 * Shakes hands with a server and hangs up before any login.
 * @param isExpected whether to go on, once the key is known, until the server has shown that it holds it
 */
export async function shakeHands(
  offer: Offer,
  { host, port, timeoutMs, dial }: HostKeyQuestion,
  isExpected: (key: HostKey) => boolean,
): Promise<Handshake> {
  const ssh2 = (await import("ssh2")).default;
  const client = new ssh2.Client();
  let key: HostKey | undefined;
  const ended = await new Promise<Omit<Handshake, "key">>((resolve) => {
    client.on("handshake", () => {
      client.destroy();
      resolve({ proven: true });
    });
    client.on("error", (error: ShakeError) => resolve({ proven: false, error }));
    client.on("close", () =>
      resolve({ proven: false, error: { message: "The server closed the connection." } }),
    );
    client.connect({
      host,
      port,
      // Never sent: it is hung up before.
      username: "host-key",
      ...(dial === undefined ? {} : { sock: dial(host, port) }),
      readyTimeout: timeoutMs,
      algorithms: { serverHostKey: [...offer] },
      hostVerifier: (blob: Buffer) => {
        key = hostKeyOf(blob);
        const expected = isExpected(key);
        if (!expected) resolve({ proven: false });
        return expected;
      },
    });
  });
  client.destroy();
  return key === undefined ? ended : { ...ended, key };
}

function hostKeyOf(blob: Buffer): HostKey {
  return {
    type: sshReader(blob).string()?.toString("latin1") ?? "",
    base64: blob.toString("base64"),
    fingerprint: sshFingerprint(blob),
  };
}
