import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Credentials } from "../../aws/aws.ts";
import { type Disk, writeWhole } from "../../core/disk.ts";
import type { Machine } from "../../core/env.ts";
import { type Host, LOCAL_ROLES, type LocalAws, type LocalDescription, type LocalRole } from "../host.ts";

/** What other processes need to use a local AWS that serves: its file is there while it does. */
export interface LocalServer {
  readonly pid: number;
  readonly url: string;
  readonly plainUrl: string;
  readonly sftp: { readonly host: string; readonly port: number };
  readonly describe: LocalDescription;
}

/** Ports that a folder's local AWS was served at before; kept so that partners find it there again. */
export interface LocalPorts {
  readonly port: number;
  readonly plainPort: number;
  readonly sftpPort: number;
}

/** The folder of the local AWS of the working folder `cwd`. */
export function localFolder(cwd: string): string {
  return join(cwd, ".vendor", "local");
}

const serverFile = (dir: string) => join(dir, "server.json");
const credentialsFile = (dir: string) => join(dir, "credentials.json");
const portsFile = (dir: string) => join(dir, "ports.json");

/** The local AWS that another process serves on `dir`, if there is one. */
export async function runningServer(dir: string, machine: Machine): Promise<LocalServer | undefined> {
  const server = await readJson<LocalServer>(serverFile(dir));
  return server !== undefined && machine.isAlive(server.pid) ? server : undefined;
}

/** The keys of a served local AWS's roles. They open an emulator on this machine and nothing else. */
export async function servedCredentials(dir: string, role: LocalRole): Promise<Credentials | undefined> {
  return (await readJson<Record<string, Credentials>>(credentialsFile(dir)))?.[role];
}

/** Lets other processes find and use `aws`. */
export function publishServer(dir: string, aws: LocalAws, host: Pick<Host, "machine" | "disk">): void {
  publishCredentials(dir, aws, host.disk);
  const { url, plainUrl, sftp, describe } = aws;
  const server: LocalServer = { pid: host.machine.pid, url, plainUrl, sftp, describe };
  writeWhole(host.disk, serverFile(dir), JSON.stringify(server));
}

/** Writes fresh keys of all roles; sessions run out. */
export function publishCredentials(dir: string, aws: LocalAws, disk: Disk): void {
  const all = Object.fromEntries(LOCAL_ROLES.map((role) => [role, aws.credentials(role)]));
  writeWhole(disk, credentialsFile(dir), JSON.stringify(all));
}

/** Takes back what {@link publishServer} wrote. */
export async function withdrawServer(dir: string): Promise<void> {
  await Promise.all([rm(serverFile(dir), { force: true }), rm(credentialsFile(dir), { force: true })]);
}

/** Removes all state of the local AWS on `dir`. */
export async function resetLocal(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

/** The ports of last time. */
export function readPorts(dir: string): Promise<LocalPorts | undefined> {
  return readJson<LocalPorts>(portsFile(dir));
}

/** Remembers where `aws` is served. */
export function keepPorts(dir: string, aws: LocalAws, disk: Disk): void {
  const portOf = (url: string) => Number(new URL(url).port);
  const ports: LocalPorts = {
    port: portOf(aws.url),
    plainPort: portOf(aws.plainUrl),
    sftpPort: aws.sftp.port,
  };
  writeWhole(disk, portsFile(dir), JSON.stringify(ports));
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch {
    // Not there, or half-written by a version before this one: the same as not there.
    return undefined;
  }
}
