import ssh2, { type SFTPWrapper } from "ssh2";

/** A partner that is logged in. */
export interface SftpSession {
  put(path: string, body: string): Promise<void>;
  get(path: string): Promise<string>;
  list(path: string): Promise<string[]>;
  close(): void;
}

type Done<T> = (error: Error | null | undefined, value?: T) => void;

function ask<T = void>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    start((error, value) => (error ? reject(error) : resolve(value as T))),
  );
}

/** Logs in with plain ssh2, as a partner's own program would. */
export async function login(
  endpoint: { readonly host: string; readonly port: number },
  username: string,
  privateKey: string,
): Promise<SftpSession> {
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client
      .on("ready", resolve)
      .on("error", reject)
      .connect({ ...endpoint, username, privateKey });
  });
  const sftp = await ask<SFTPWrapper>((done) => client.sftp(done));
  return {
    put: (path, body) => ask((done) => sftp.writeFile(path, body, done)),
    get: async (path) => (await ask<Buffer>((done) => sftp.readFile(path, done))).toString(),
    list: async (path) =>
      (await ask<{ filename: string }[]>((done) => sftp.readdir(path, done)))
        .map((entry) => entry.filename)
        .sort(),
    close: () => client.end(),
  };
}
