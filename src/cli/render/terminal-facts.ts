import type { Env } from "../../core/env.ts";

/** Whether a variable is a yes: set, and neither empty, `0` nor `false`. */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false"].includes(value);
}

/** Whether this runs in CI, whose logs are lines. */
export function isCi(env: Env): boolean {
  return isSwitchedOn(env.CI);
}

/** Terminals that fail at signs beyond ASCII: the console of the Linux kernel has 512 of them at most. */
const POOR_TERMINALS: readonly (string | undefined)[] = ["linux", "dumb"];

/**
 * Whether signs beyond ASCII can be shown. The locale decides, by the first of its variables that is set
 * (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02); where none is, as in most
 * containers and CI jobs, whoever shows the text takes UTF-8. Windows has no such variables, but few terminals that can.
 */
export function showsUnicode(env: Env): boolean {
  if (POOR_TERMINALS.includes(env.TERM)) return false;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== "");
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return env.OS !== "Windows_NT" || isAbleOnWindows(env);
}

/** Windows Terminal, and the other terminals that are known to show UTF-8 there. */
function isAbleOnWindows(env: Env): boolean {
  return (
    isCi(env) ||
    Boolean(env.WT_SESSION) ||
    env.ConEmuTask === "{cmd::Cmder}" ||
    env.TERM_PROGRAM === "vscode" ||
    ["xterm-256color", "alacritty"].includes(env.TERM ?? "") ||
    env.TERMINAL_EMULATOR === "JetBrains-JediTerm"
  );
}
