import { PassThrough, Writable } from "node:stream";
import { vendorError } from "../../core/errors.ts";
import type { EventLine } from "../../core/events.ts";
import type { Host } from "../host.ts";

/** What a program gives a command that it calls. */
export interface Embedding {
  readonly args: readonly string[];
  readonly env: Host["env"];
  readonly cwd: string;
  /** Stops the command as a signal would: the call in flight ends, and the run can be resumed. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every line that `--json` would print, the result among them. */
  hear(line: EventLine): void;
}

/** A host without terminal and signals, for a command that a program calls. */
export interface EmbeddedHost {
  readonly host: Host;
  /** Resolves where the command is stopped before it began to change anything. */
  readonly stopped: Promise<void>;
}

type World = Omit<Host, "args" | "env" | "cwd" | "stdin" | "stdout" | "stderr" | "onStop" | "exit">;

/**
 * Makes that host. Where a process would exit, its disk does not answer from then on, and nothing is waited for any more:
 * what was told to stop can't begin to change anything, since each change is written down first.
 */
export function embeddedHost(world: World, { args, env, cwd, signal, hear }: Embedding): EmbeddedHost {
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let dead = false;
  const alive = (): void => {
    if (dead) throw vendorError("stopped", {});
  };
  const host: Host = {
    ...world,
    clock: {
      ...world.clock,
      async sleep(ms, waiting) {
        alive();
        await world.clock.sleep(ms, waiting);
        alive();
      },
    },
    disk: new Proxy(world.disk, {
      get(disk, name) {
        alive();
        return Reflect.get(disk, name);
      },
    }),
    args,
    env,
    cwd,
    stdin: new PassThrough().end(),
    stdout: lines(hear),
    stderr: new PassThrough().resume(),
    onStop(handler) {
      const aborted = () => {
        if (!dead) handler("SIGTERM");
      };
      if (signal?.aborted) queueMicrotask(aborted);
      signal?.addEventListener("abort", aborted);
      return () => signal?.removeEventListener("abort", aborted);
    },
    exit(): never {
      dead = true;
      stop();
      return undefined as never;
    },
  };
  return { host, stopped };
}

/** Hands over NDJSON line by line. */
function lines(hear: (line: EventLine) => void): Writable {
  let rest = "";
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      const whole = `${rest}${text}`.split("\n");
      rest = whole.pop() ?? "";
      for (const line of whole) hear(JSON.parse(line) as EventLine);
      done();
    },
  });
}
