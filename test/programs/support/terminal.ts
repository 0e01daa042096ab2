import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Place, VENDOR } from "./place.ts";
import { until } from "./until.ts";

const execute = promisify(execFile);

/** A shell in a terminal of its own. */
export interface Terminal {
  /** Types text as it is, without Enter. */
  type(text: string): Promise<void>;
  /** Presses keys by tmux's names: `Enter`, `C-c`, `Down`. */
  press(...keys: string[]): Promise<void>;
  /** Pastes text, line ends included. */
  paste(text: string): Promise<void>;
  /** What the screen shows, with escape sequences for its colours. */
  screen(): Promise<string>;
  /** Screen and scrollback; lines that were wrapped are joined. */
  everything(): Promise<string>;
  /** Waits until screen or scrollback match. @returns both @throws what is shown, where they never do */
  shows(pattern: RegExp): Promise<string>;
  /** Has the shell clear screen and scrollback, and waits for that: what was there before can't be taken for what comes. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a terminal of `columns` columns on a tmux server of its own. */
export async function openTerminal(
  place: Pick<Place, "dir" | "env">,
  columns: number,
  rows = 50,
): Promise<Terminal> {
  const socket = `vendor-${randomUUID()}`;
  const programs = join(place.dir, ".bin");
  mkdirSync(programs, { recursive: true });
  rmSync(join(programs, "vendor"), { force: true });
  symlinkSync(VENDOR, join(programs, "vendor"));
  const env = { ...place.env, PATH: `${programs}:${place.env.PATH}`, TERM: "xterm-256color" };
  const tmux = async (...args: string[]) =>
    (await execute("tmux", ["-L", socket, "-f", "/dev/null", ...args], { cwd: place.dir, env })).stdout;
  const size = ["-x", String(columns), "-y", String(rows)];
  const shell = ["new-session", "-d", "-s", "t", ...size, "env PS1='$ ' HISTFILE= bash --norc --noprofile"];
  await tmux("set-option", "-g", "history-limit", "20000", ";", ...shell);
  const everything = () => tmux("capture-pane", "-p", "-J", "-S", "-", "-t", "t");
  const shows: Terminal["shows"] = (pattern) =>
    until(
      async () => {
        const text = await everything();
        return pattern.test(text) ? text : undefined;
      },
      async () => `Not there: ${pattern}. The terminal shows:\n${await everything()}`,
    );
  await shows(/^\$ /m);
  const type = async (text: string) => void (await tmux("send-keys", "-t", "t", "-l", "--", text));
  const press = async (...keys: string[]) => void (await tmux("send-keys", "-t", "t", ...keys));
  let wipes = 0;
  return {
    type,
    press,
    async wipe() {
      wipes += 1;
      await type(`clear; tmux clear-history; echo wiped ${wipes}`);
      await press("Enter");
      await shows(new RegExp(`^wiped ${wipes}$`, "m"));
    },
    async paste(text) {
      const file = join(place.dir, ".pasted");
      writeFileSync(file, text, { mode: 0o600 });
      await tmux("load-buffer", file, ";", "paste-buffer", "-d", "-t", "t");
      rmSync(file);
    },
    screen: () => tmux("capture-pane", "-p", "-e", "-t", "t"),
    everything,
    shows,
    close: async () => void (await tmux("kill-server")),
  };
}
