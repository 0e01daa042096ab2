import { createHash, randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./place.ts";
import { type Ended, type Running, run, start } from "./program.ts";
import { until } from "./until.ts";

/** How a partner connects. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** File of the private key. */
  readonly identity: string;
  /** File of the host keys that are trusted: no other server is talked to. */
  readonly knownHosts: string;
}

function argumentsOf(
  { host, port, user, identity, knownHosts }: Connection,
  rest: readonly string[],
): string[] {
  const options = {
    BatchMode: "yes",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: "/dev/null",
    IdentitiesOnly: "yes",
    IdentityFile: identity,
    LogLevel: "ERROR",
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-F", "/dev/null", ...flags, "-P", String(port), ...rest, `${user}@${host}`];
}

/** Runs commands with OpenSSH's sftp; it ends at the first that fails, unless that begins with `-`. */
export function sftpBatch(place: Place, connection: Connection, commands: readonly string[]): Promise<Ended> {
  const surroundings = { cwd: place.dir, env: place.env };
  return run("sftp", argumentsOf(connection, ["-b", "-"]), surroundings, `${commands.join("\n")}\n`);
}

/** A session of OpenSSH's sftp that stays open. */
export interface HeldSession {
  /** Sends a command and waits until what was printed since matches. @returns what was printed since */
  ask(command: string, answer: RegExp): Promise<string>;
  close(): Promise<void>;
}

/** Opens a session and leaves it open. */
export function holdSession(place: Place, connection: Connection): HeldSession {
  const session: Running = start("sftp", argumentsOf(connection, []), { cwd: place.dir, env: place.env });
  return {
    async ask(command, answer) {
      const before = session.printed().length;
      session.child.stdin?.write(`${command}\n`);
      const since = () => session.printed().slice(before);
      const answered = () => (answer.test(since()) ? since() : undefined);
      return until(answered, () => `"${command}" has printed: ${since()}`);
    },
    async close() {
      session.child.stdin?.end("bye\n");
      await session.ended;
    },
  };
}

/**
 * Asks a server for its host keys and trusts those whose fingerprints were handed out.
 * @param fingerprints `SHA256:…` @returns the path of the known_hosts file
 */
export async function pinHostKeys(
  place: Place,
  { host, port }: Pick<Connection, "host" | "port">,
  fingerprints: readonly string[],
): Promise<string> {
  const scanned = await run("ssh-keyscan", ["-p", String(port), host], { cwd: place.dir, env: place.env });
  const trusted = scanned.stdout.split("\n").filter((line) => {
    const [, , blob = ""] = line.split(" ");
    const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64");
    return fingerprints.includes(`SHA256:${digest.replace(/=+$/, "")}`);
  });
  const file = join(place.dir, `known_hosts-${randomUUID()}`);
  writeFileSync(file, `${trusted.join("\n")}\n`);
  return file;
}
