import { vendorError } from "../core/errors.ts";
import type { Event, ResultEvent } from "../core/events.ts";
import { type HiddenAnswers, hiddenAnswers } from "../core/hidden.ts";
import type { Sink } from "../core/ports.ts";
import { type Followers, openFollowers } from "./hooks/followers.ts";
import type { Host } from "./host.ts";
import type { CommonOptions } from "./options.ts";
import { errorJson, errorText } from "./render/error.ts";
import { fitted } from "./render/fitted.ts";
import { ndjsonSink, writeEvent } from "./render/ndjson.ts";
import { type Style, styleOf } from "./render/style.ts";
import { terminalSink } from "./render/terminal.ts";
import { isCi } from "./render/terminal-facts.ts";
import { type CommandResult, INTERRUPTED } from "./result.ts";
import { openStops, type Stops } from "./stops.ts";

/** One command at work: the world, the common options, and where to say what. */
export interface Session {
  readonly host: Host;
  readonly options: CommonOptions;
  /** The command's name, e.g. `audit verify`. */
  readonly command: string;
  /** Takes the progress of runs. */
  readonly sink: Sink;
  /** Style of results on stdout. */
  readonly outStyle: Style;
  /** Style of progress on stderr. */
  readonly errStyle: Style;
  /** Whether prompts are allowed: both ends are terminals and nothing speaks against it. */
  readonly interactive: boolean;
  /** `vendor-cli/VERSION`. */
  readonly tool: string;
  readonly stops: Stops;
  /** Answers that are shown and kept nowhere. */
  readonly hidden: HiddenAnswers;
  /** Who hears of events beside whoever reads the progress; known once the configuration is. */
  readonly followers: Followers;
  /** Tells people something on stderr; programs get a note. */
  say(text: string): void;
  /** Takes what is under way off the screen, where it is redrawn: the run has ended. */
  rest(): void;
}

/** Opens a session for `command`. */
export function openSession(world: Host, options: CommonOptions, command: string): Session {
  const outStyle = styleOf(world.stdout, world.env, options);
  const errStyle = styleOf(world.stderr, world.env, options);
  const host = seenBy(world, options, outStyle, errStyle);
  const progress = terminalSink(host.stderr, errStyle, host.clock);
  const followers = openFollowers();
  const sink = followers.heard(sinkOf(host, options, progress));
  const session: Session = {
    host,
    options,
    command,
    sink,
    followers,
    outStyle,
    errStyle,
    get interactive() {
      return isInteractive(host, options);
    },
    tool: `vendor-cli/${host.version}`,
    stops: openStops(host, () => {
      report(session, { outcome: "interrupted", error: vendorError("stopped", {}) });
      host.exit(INTERRUPTED);
    }),
    hidden: hiddenAnswers(host.random),
    // Through the sink: whatever is redrawn on the terminal must know of every line above it.
    say: (text) => sink.emit({ type: "note", text }),
    rest: progress.rest,
  };
  return session;
}

/** The world with streams that show what they can; what programs read is left as it is. */
function seenBy(world: Host, { json }: CommonOptions, outStyle: Style, errStyle: Style): Host {
  const stdout = json ? world.stdout : fitted(world.stdout, outStyle);
  const stderr = fitted(world.stderr, errStyle);
  if (stdout === world.stdout && stderr === world.stderr) return world;
  // Members that are made when they are first asked for stay so.
  return Object.create(world, { stdout: { value: stdout }, stderr: { value: stderr } }) as Host;
}

/** What even `--quiet` says. */
const LOUD: readonly Event["type"][] = ["warning", "aws.silent"];

function sinkOf(host: Host, options: CommonOptions, terminal: Sink): Sink {
  if (options.json) return ndjsonSink(host.stdout, host.clock);
  if (!options.quiet) return terminal;
  return {
    emit(event) {
      if (LOUD.includes(event.type)) terminal.emit(event);
    },
  };
}

function isInteractive({ stdin, stderr, env }: Host, { input, json }: CommonOptions): boolean {
  return input && !json && !isCi(env) && stdin.isTTY === true && stderr.isTTY === true;
}

/** Tells the result: text for people, the last event for programs, the error for both. */
export function report(session: Session, result: CommandResult): void {
  const { host, options, command } = session;
  session.rest();
  const event = resultEvent(command, result);
  session.followers.tell(event);
  if (options.json) {
    writeEvent(host.stdout, host.clock, event);
    return;
  }
  tellPeople(session, result, "\n");
}

function resultEvent(command: string, { outcome, partner, run, data, error }: CommandResult): ResultEvent {
  return {
    type: "result",
    command,
    ...(partner === undefined ? {} : { partner }),
    outcome,
    ...(run === undefined ? {} : { run }),
    ...data,
    ...(error === undefined ? {} : { error: errorJson(error) }),
  };
}

/** Tells people a result: its text, `between` behind it, and its error with what the run leaves behind. */
export function tellPeople(
  { host, errStyle, options, rest }: Session,
  { text, error, aftermath }: CommandResult,
  between: string,
): void {
  rest();
  if (text !== undefined) host.stdout.write(`${text}${between}`);
  if (error === undefined) return;
  const view = { debug: options.debug === true, ...(aftermath === undefined ? {} : { aftermath }) };
  host.stderr.write(`${errorText(error, errStyle, view)}\n`);
}
