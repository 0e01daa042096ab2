import ssh2, { type Client, type ConnectConfig, type SFTPWrapper } from "ssh2";
import type { Lab } from "./lab.ts";

type Done<T> = (error: Error | null | undefined, value?: T) => void;

/** An ssh2 request as a promise; its error's `code` is the SFTP status. */
export function ask<T = void>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    start((error, value) => (error ? reject(error) : resolve(value as T))),
  );
}

/** An open session of the partner. */
export interface Partner {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
  put(path: string, body: Buffer | string): Promise<void>;
  get(path: string): Promise<string>;
  list(path: string): Promise<string[]>;
}

/** Logs in as the partner. */
export async function connect(lab: Lab, change: Partial<ConnectConfig> = {}): Promise<Partner> {
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.on("ready", resolve).on("error", reject);
    client.connect({
      host: "127.0.0.1",
      port: lab.endpoint.port,
      username: "acme",
      privateKey: lab.keys.privateKey.reveal(),
      ...change,
    });
    client.setNoDelay(true);
  });
  const sftp = await ask<SFTPWrapper>((done) => client.sftp(done));
  return {
    client,
    sftp,
    put: (path, body) => ask((done) => sftp.writeFile(path, body, done)),
    get: async (path) => (await ask<Buffer>((done) => sftp.readFile(path, done))).toString(),
    list: async (path) =>
      (await ask<{ filename: string }[]>((done) => sftp.readdir(path, done)))
        .map((entry) => entry.filename)
        .sort(),
  };
}

/** The status code that a request was refused with. */
export async function statusOf(work: Promise<unknown>): Promise<number | string | undefined> {
  return work.then(
    () => "no error",
    (error: { code?: number | string }) => error.code,
  );
}
