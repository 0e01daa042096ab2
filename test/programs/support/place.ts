import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Ended, type Running, run, type Surroundings, start } from "./program.ts";
import { until } from "./until.ts";

/** The built command. */
export const VENDOR = resolve(import.meta.dirname, "../../../bin/vendor.js");

/** Whose keys of the local AWS a program is given. */
export type Role = "operator" | "admin" | "partner-desk" | "sandbox" | "engineer";

/** A working folder, as a person has it. */
export interface Place {
  readonly dir: string;
  /** What programs see of the environment: nothing of the person who runs the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built command in the folder. */
  vendor(...args: string[]): Promise<Ended>;
  /** Removes the folder. */
  remove(): void;
}

/** A working folder whose local AWS is served by a process of its own. */
export interface ServedPlace extends Place {
  /** The environment that `vendor local --env --as ROLE` prints. */
  environment(role: Role): Promise<Readonly<Record<string, string>>>;
  /** Runs the AWS CLI as a role. */
  aws(role: Role, ...args: string[]): Promise<Ended>;
  /** What the AWS CLI answers a role, as JSON. @throws where it is refused */
  json<T>(role: Role, ...args: string[]): Promise<T>;
  /** What the server has printed up to now. */
  served(): string;
  /** Stops the server and removes the folder. */
  stop(): Promise<void>;
}

/** Makes an empty working folder. */
export function openPlace(): Place {
  const dir = mkdtempSync(join(tmpdir(), "vendor-program-"));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: dir,
    LANG: "C.UTF-8",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
  };
  return {
    dir,
    env,
    vendor: (...args) => run(process.execPath, [VENDOR, ...args], { cwd: dir, env }),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** Makes an empty working folder and serves its local AWS. @param flags further flags of `vendor local` */
export async function servePlace(...flags: readonly string[]): Promise<ServedPlace> {
  const place = openPlace();
  const { dir, env } = place;
  const server = start(process.execPath, [VENDOR, "local", "--port", "0", ...flags], { cwd: dir, env });
  await whenServed(server, dir);
  const known = new Map<Role, Promise<Readonly<Record<string, string>>>>();
  const environment = (role: Role) => {
    const found = known.get(role) ?? environmentOf(place, role);
    known.set(role, found);
    return found;
  };
  const aws = async (role: Role, ...args: string[]) =>
    callAws(args, { cwd: dir, env: { ...env, ...(await environment(role)) } });
  return {
    ...place,
    environment,
    aws,
    async json<T>(role: Role, ...args: string[]) {
      const { code, stdout, stderr } = await aws(role, ...args, "--output", "json");
      if (code !== 0) throw new Error(`aws ${args.join(" ")}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    served: server.printed,
    async stop() {
      server.child.kill("SIGTERM");
      await server.ended;
      place.remove();
    },
  };
}

/** Runs the AWS CLI. Debian 12's knows no AWS_ENDPOINT_URL, so it is told where the local AWS is. */
export function callAws(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const { AWS_ENDPOINT_URL: url = "" } = surroundings.env;
  return run("aws", ["--endpoint-url", url, ...args], surroundings);
}

async function whenServed(server: Running, dir: string): Promise<void> {
  const ready = () => existsSync(join(dir, ".vendor/local/server.json")) || server.child.exitCode !== null;
  await until(() => ready() || undefined, server.printed);
  if (server.child.exitCode !== null) throw new Error(server.printed());
}

async function environmentOf(place: Place, role: Role): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await place.vendor("local", "--env", "--as", role, "--json");
  const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { env: Record<string, string> };
  return Object.fromEntries(Object.entries(result.env).filter(([, value]) => value !== ""));
}
