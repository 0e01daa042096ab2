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

/** One offer for each kind of key: a server presents one key a connection, the first that it has of what is offered. */
const OFFERS: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ["ssh-ed25519"],
  ["ecdsa-sha2-nistp256"],
  ["ecdsa-sha2-nistp384"],
  ["ecdsa-sha2-nistp521"],
  ["rsa-sha2-512", "rsa-sha2-256"],
];

/**
 * The host keys that a server presents, without logging in. They prove nothing by themselves: compare their fingerprints
 * with what AWS says. None where the server can't be reached from here.
 */
export async function presentedHostKeys(question: HostKeyQuestion): Promise<readonly HostKey[]> {
  const ssh2 = (await import("ssh2")).default;
  const asked = await Promise.all(OFFERS.map((offer) => presented(new ssh2.Client(), offer, question)));
  return asked.flatMap((key) => key ?? []);
}

function presented(
  client: import("ssh2").Client,
  offer: readonly ServerHostKeyAlgorithm[],
  { host, port, timeoutMs, dial }: HostKeyQuestion,
): Promise<HostKey | undefined> {
  return new Promise((resolve) => {
    const end = (key?: HostKey) => {
      resolve(key);
      client.destroy();
    };
    // Whether it ends by our refusal or the server's, all that was wanted is the key before.
    client.on("error", () => end());
    client.on("close", () => end());
    client.connect({
      host,
      port,
      username: "host-key",
      ...(dial === undefined ? {} : { sock: dial(host, port) }),
      readyTimeout: timeoutMs,
      algorithms: { serverHostKey: [...offer] },
      hostVerifier: (blob: Buffer) => {
        end(hostKeyOf(blob));
        return false;
      },
    });
  });
}

function hostKeyOf(blob: Buffer): HostKey {
  return {
    type: sshReader(blob).string()?.toString("latin1") ?? "",
    base64: blob.toString("base64"),
    fingerprint: sshFingerprint(blob),
  };
}
