import type { Command, Option } from "commander";

/** Options that every command takes, before or after its name. */
export interface CommonOptions {
  readonly config?: string;
  readonly local?: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  /** `false` with `--no-input`. */
  readonly input: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  /** `false` with `--no-color`. */
  readonly color: boolean;
  readonly accessible?: boolean;
}

/** Declares the common options on the program. */
export function addCommonOptions(program: Command): void {
  program
    .option("--config <file>", "configuration file (default: the nearest vendor.config.yaml)")
    .option("--local", "work on an AWS in this process; needs no account and no configuration")
    .option("--profile <name>", "AWS profile")
    .option("--region <name>", "AWS region (default: the configuration's)")
    .option("--json", "print NDJSON events on stdout; the last one is the result")
    .option("-y, --yes", "take every default and do not ask for confirmation")
    .option("--no-input", "never prompt; what is missing is listed")
    .option("-q, --quiet", "no progress")
    .option("--debug", "show stacks and causes of errors")
    .option("--no-color", "no colour")
    .option("--accessible", "for screen readers: nothing is redrawn, words for signs (or ACCESSIBLE=1)");
}

/** What whoever takes a partner's lock was asked. */
export interface LockOptions {
  /** The id under which the lock to break is held. */
  readonly breakLock?: string;
}

/** Declares the option of commands that take a partner's lock. */
export function addLockOption(command: Command): Command {
  return command.option(
    "--break-lock <id>",
    "break the lock held under this id: its run is known to be dead",
  );
}

/** Answers of commands that take some which are shown nowhere. */
export interface HiddenOptions {
  readonly setSecret?: readonly string[];
}

/** Declares the option of commands that take hidden answers. */
export function addHiddenOption(command: Command): Command {
  return command.option(
    "--set-secret <name=source>",
    "give a hidden answer: NAME=@FILE, NAME=- (standard input) or NAME=env:VARIABLE; NAME alone is asked for; may be repeated",
    collect,
  );
}

/** How a plan can be printed: for people, for a pull request, and for programs. */
const PLAN_FORMATS = ["text", "md", "json"] as const;

/** A format of a printed plan. */
export type PlanFormat = (typeof PLAN_FORMATS)[number];

/** The option of commands that can stop at their plan. */
export function formatOption(command: Command): Option {
  const text = "how the plan is printed: md is for a pull request, json the plan itself";
  // Made by the command: naming the parser here would have the bundler part it from what starts.
  return command.createOption("--format <format>", text).choices(PLAN_FORMATS);
}

/** For options that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
