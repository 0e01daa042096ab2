import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Disk, writeWhole } from "../core/disk.ts";
import { vendorError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Plan } from "../core/plan.ts";
import { isIntact } from "../core/plan-digest.ts";
import { BASE_SUBJECT } from "../plan/base/blueprint.ts";

/** Where a plan file is. */
export interface PlanPlace {
  /** Absolute working folder. */
  readonly cwd: string;
  readonly disk: Disk;
}

/** Writes a plan for review; {@link readPlanFile} takes it back unchanged only. */
export function writePlanFile(file: string, plan: Plan, { cwd, disk }: PlanPlace): string {
  const path = resolve(cwd, file);
  writeWhole(disk, path, `${JSON.stringify(plan, undefined, 2)}\n`, 0o644);
  return path;
}

/** The command that makes a plan and applies it, e.g. `onboard`. */
export function commandOf({ partner, runbook, command }: Plan): string {
  return partner === BASE_SUBJECT ? runbook.from.replace(/^vendor /, "") : command;
}

/**
 * Reads a plan that was reviewed.
 * @param command that is to apply it, e.g. `onboard`
 * @throws VendorError `fileUnreadable`, `planEdited` where it is not exactly what was written, `planMismatch`
 */
export function readPlanFile(file: string, command: string, cwd: string): Plan {
  const value = parse(resolve(cwd, file), file);
  if (!isPlan(value) || !isIntact(value)) throw vendorError("planEdited", { file });
  if (commandOf(value) !== command)
    throw vendorError("planMismatch", { file, what: `it is made by \`vendor ${commandOf(value)}\`` });
  return value;
}

function parse(path: string, file: string): unknown {
  const text = read(path, file);
  try {
    return JSON.parse(text);
  } catch {
    throw vendorError("planEdited", { file });
  }
}

function read(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw vendorError("fileUnreadable", { file }, { cause });
  }
}

/** Enough to know that it is one of ours: the digest vouches for the rest. */
function isPlan(value: unknown): value is Plan {
  return isJsonObject(value) && value.format === "vendor-plan/1" && typeof value.digest === "string";
}
