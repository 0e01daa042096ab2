import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Host, StopSignal } from "../../src/cli/host.ts";
import { systemDisk } from "../../src/core/disk.ts";
import { systemRandom, thisMachine } from "../../src/core/env.ts";

/** A host whose keyboard is pressed and whose screen is read by a test. */
export interface FakeHost {
  readonly host: Host;
  /** Everything on stdout and stderr so far, escape sequences removed. */
  out(): string;
  err(): string;
  /** The same with escape sequences: all that ever went over the wire to the terminal. */
  raw(): string;
  /** Sends what keys send, in one piece. */
  press(keys: string): void;
  /** Resolves once the screen, from where it was last found, shows `text`. */
  shows(text: string): Promise<void>;
  stop(signal: StopSignal): void;
  readonly exits: number[];
}

class Exit extends Error {}

/** Makes a host. `tty`: whether its streams are terminals. */
export function fakeHost(
  args: readonly string[],
  options: Partial<Pick<Host, "cwd" | "env" | "startLocal">> & { readonly tty?: boolean } = {},
): FakeHost {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: options.tty === true,
    setRawMode: () => undefined,
  });
  const stdout = Object.assign(new PassThrough(), { isTTY: options.tty === true, columns: 80 });
  const stderr = Object.assign(new PassThrough(), { isTTY: options.tty === true, columns: 80 });
  const texts = { out: "", err: "" };
  let read = 0;
  const waiting = new Set<() => void>();
  stdout.on("data", (chunk) => {
    texts.out += String(chunk);
  });
  stderr.on("data", (chunk) => {
    texts.err += String(chunk);
    for (const check of waiting) check();
  });
  const stops = new Set<(signal: StopSignal) => void>();
  const exits: number[] = [];
  const host: Host = {
    args,
    env: options.env ?? {},
    cwd: options.cwd ?? "/nonexistent",
    stdin,
    stdout,
    stderr,
    clock: {
      now: () => Date.parse("2026-01-02T03:04:05.678Z"),
      elapsed: () => 0,
      sleep: (_, signal) => untilAborted(signal),
    },
    random: systemRandom,
    machine: thisMachine(),
    disk: systemDisk,
    version: "1.2.3",
    node: "22.0.0",
    runbooks: fileURLToPath(new URL("../../runbooks", import.meta.url)),
    onStop(handler) {
      stops.add(handler);
      return () => stops.delete(handler);
    },
    exit(code) {
      exits.push(code);
      throw new Exit(`exit ${code}`);
    },
    startLocal: options.startLocal ?? (() => Promise.reject(new Exit("no local AWS in this test"))),
  };
  return {
    host,
    exits,
    out: () => stripVTControlCharacters(texts.out),
    err: () => stripVTControlCharacters(texts.err),
    raw: () => texts.out + texts.err,
    press: (keys) => void stdin.write(keys),
    shows: (text) =>
      new Promise((resolve) => {
        const check = () => {
          const index = stripVTControlCharacters(texts.err).indexOf(text, read);
          if (index === -1) return;
          read = index + text.length;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop: (signal) => {
      for (const handler of stops) handler(signal);
    },
  };
}

function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}
