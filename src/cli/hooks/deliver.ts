import type { Env } from "../../core/env.ts";
import type { Hook } from "../../runbook/types.ts";

/** How much of what a hook's program says is repeated. */
const TOLD = 300;

/** Tells a hook of an event. @returns what went wrong, or `undefined`. Never throws. */
export async function deliver(hook: Hook, event: object, env: Env): Promise<string | undefined> {
  const { to, timeoutMs } = hook;
  const body = JSON.stringify(event);
  try {
    if ("program" in to) return await start(to, body, timeoutMs, env);
    const url = "url" in to ? to.url : env[to.urlIn];
    if (url === undefined || url === "") return `the variable ${"urlIn" in to ? to.urlIn : ""} holds no URL`;
    return await post(url, body, timeoutMs);
  } catch (error) {
    return reasonOf(error, timeoutMs);
  }
}

/** What a hook is called in messages: never a URL's path, which may hold a token. */
export function nameOf({ to }: Hook): string {
  if ("program" in to) return to.program;
  return "urlIn" in to ? `env:${to.urlIn}` : new URL(to.url).host;
}

async function start(
  { program, args, folder }: Extract<Hook["to"], { readonly program: string }>,
  input: string,
  timeout: number,
  env: Env,
): Promise<string | undefined> {
  const { execa } = await import("execa");
  const ended = await execa(program, args, {
    cwd: folder,
    env: { ...env },
    extendEnv: false,
    input,
    timeout,
    forceKillAfterDelay: 1_000,
    reject: false,
    all: true,
  });
  if (!ended.failed) return undefined;
  const said = ended.all === "" ? "" : `: ${ended.all.slice(-TOLD)}`;
  if (ended.timedOut) return `it took longer than ${timeout / 1_000} s`;
  return ended.exitCode === undefined ? ended.shortMessage : `it exited with ${ended.exitCode}${said}`;
}

async function post(url: string, body: string, timeoutMs: number): Promise<string | undefined> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "vendor-cli" },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  return answer.ok ? undefined : `it answered ${answer.status}`;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `it took longer than ${timeoutMs / 1_000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
