import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { interleaved, quantile, runProgram } from "./rounds.ts";
import { awsEnv, besideLocalAws, type Served } from "./served.ts";

const ROUNDS = 5;
const BIN = join(import.meta.dirname, "../bin/vendor.js");
const OTHERS = 1000;

/**
 * `vendor onboard --dry-run`, the whole process, beside an empty store and beside one of 1,000 partners: what the proof
 * against all of them costs a plan.
 */
export function crowd(): Promise<string> {
  const alone = "0 partners";
  const crowded = `${OTHERS.toLocaleString("en")} partners`;
  return besideLocalAws((served) => {
    const env = awsEnv(served);
    const vendor = (folder: string, ...args: string[]) =>
      runProgram(process.execPath, [BIN, ...args, "--owner", "team@example.com", "--yes"], folder, env);
    const [empty, full] = ["empty", "full"].map((name) => folderBeside(served, name));
    const dryRun = (folder = "") => vendor(folder, "onboard", "newcomer", "--dry-run");
    vendor(full ?? "", "onboard", "first", "--skip-test", "--reason", "bench");
    fill(full ?? "");
    const timings = interleaved(
      [
        { name: alone, run: () => dryRun(empty) },
        { name: crowded, run: () => dryRun(full) },
      ],
      ROUNDS,
    );
    const ms = (name: string) => quantile(timings.get(name) ?? [], 0.5);
    return [
      `A plan with its proof, the whole process (vendor onboard --dry-run; median of ${ROUNDS} interleaved rounds)`,
      `  beside ${alone}       ${ms(alone).toFixed(0)} ms`,
      `  beside ${crowded}   ${ms(crowded).toFixed(0)} ms, ${(ms(crowded) - ms(alone)).toFixed(0)} ms more, ${(ms(crowded) / ms(alone)).toFixed(1)} times (aim: under 1 s more)`,
    ].join("\n");
  });
}

/** A folder with the same configuration and a store of its own. */
function folderBeside({ dir }: Served, name: string): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  const config = readFileSync(join(dir, "vendor.config.yaml"), "utf8");
  const own = config.replaceAll(/^(store|audit):.*\n/gm, "");
  writeFileSync(join(folder, "vendor.config.yaml"), own);
  return folder;
}

/** Copies the record of `first` under other names. */
function fill(folder: string): void {
  const store = join(folder, ".vendor");
  const record = JSON.parse(readFileSync(join(store, "partners", "first.json"), "utf8")) as object;
  for (let index = 1; index < OTHERS; index += 1) {
    const partner = `partner-${String((index * 7919) % 100_003).padStart(6, "0")}`;
    writeFileSync(join(store, "partners", `${partner}.json`), JSON.stringify({ ...record, partner }));
  }
}
