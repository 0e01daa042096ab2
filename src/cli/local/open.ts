import type { CredentialSource } from "../../aws/aws.ts";
import { vendorError } from "../../core/errors.ts";
import type { Host, LocalAws, LocalOptions, LocalRole } from "../host.ts";
import type { LocalPlace } from "./config.ts";
import { keepPorts, localFolder, readPorts, runningServer, servedCredentials } from "./state.ts";

/** A local AWS at hand: in this process, or served by another one. */
export interface OpenLocal extends LocalPlace {
  readonly dir: string;
  readonly url: string;
  /** Whether another process serves it. */
  readonly served: boolean;
  /** The keys of the role that it was opened for. */
  readonly credentials: CredentialSource;
  close(): Promise<void>;
}

/** The local AWS of the working folder: the one that is served there, else one in this process. */
export async function openLocal(host: Host, role: LocalRole = "operator"): Promise<OpenLocal> {
  const dir = localFolder(host.cwd);
  const server = await runningServer(dir, host.machine);
  if (server === undefined) {
    const aws = await embedLocal(host, { dir });
    const { url, plainUrl, sftp, describe } = aws;
    return {
      dir,
      url,
      plainUrl,
      served: false,
      sftp,
      describe,
      // New ones each time they are asked for: a run may outlive a session.
      credentials: async () => aws.credentials(role),
      close: () => aws.close(),
    };
  }
  const credentials = async () => {
    const keys = await servedCredentials(dir, role);
    if (keys === undefined) throw vendorError("localNotRunning", {});
    return keys;
  };
  return { dir, ...server, served: true, credentials, close: async () => undefined };
}

/** Starts a local AWS in this process, at the ports of last time where they are free. */
export async function embedLocal(
  host: Host,
  options: Omit<LocalOptions, "clock" | "random">,
): Promise<LocalAws> {
  const aws = await startAtPorts(host, options);
  keepPorts(options.dir, aws, host.disk);
  return aws;
}

async function startAtPorts(host: Host, options: Omit<LocalOptions, "clock" | "random">): Promise<LocalAws> {
  const { clock, random } = host;
  const last = await readPorts(options.dir);
  const wanted = {
    port: options.port ?? last?.port ?? 0,
    plainPort: last?.plainPort ?? 0,
    sftpPort: options.sftpPort ?? last?.sftpPort ?? 0,
  };
  try {
    return await host.startLocal({ ...options, ...wanted, clock, random });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || last === undefined) throw error;
    return host.startLocal({
      ...options,
      port: options.port ?? 0,
      sftpPort: options.sftpPort ?? 0,
      clock,
      random,
    });
  }
}
