import { relative } from "node:path";
import { hiddenMark } from "../core/hidden.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Draft } from "./draft.ts";
import { placeFlags } from "./flags.ts";
import type { Session } from "./session.ts";

/**
 * The command that goes on with what was answered, in one line for a POSIX shell. What was entered hidden is asked for
 * again; what was left empty, too.
 * @param flags the command's further options, as they were given
 */
export function answeredCommand(
  { command, options, hidden, host }: Pick<Session, "command" | "options" | "hidden" | "host">,
  { partner, owner, runbook, answers }: Draft,
  flags: readonly string[],
): string {
  const inputs = Object.entries(answers).flatMap(([name, answer]) => {
    const mark = hiddenMark(answer);
    if (mark === undefined) return ["--set", `${name}=${String(answer)}`];
    // What was stored by an earlier onboarding is there already.
    return hidden.value(mark) === undefined ? [] : ["--set-secret", name];
  });
  const path = runbook?.startsWith("/") ? `./${relative(host.cwd, runbook)}` : runbook;
  const words = [
    ...(partner === undefined ? [] : [partner]),
    ...(path === undefined ? [] : ["--runbook", path]),
    ...(owner === undefined ? [] : ["--owner", owner]),
    ...inputs,
    ...flags,
  ];
  const accessible = options.accessible ? " --accessible" : "";
  return `vendor ${[command, ...words].map(shellWord).join(" ")}${placeFlags(options)}${accessible}`;
}

/** Options of a command as they are typed, e.g. `skipTest: true` as `--skip-test`; `rollback: false` as `--no-rollback`. */
export function givenFlags(
  options: Readonly<Record<string, string | boolean | undefined>>,
): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value === undefined) return [];
    if (value === false) return [`--no-${flag}`];
    return value === true ? [`--${flag}`] : [`--${flag}`, value];
  });
}
