import type { Problem } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { activeInputs, completeInputs } from "../runbook/inputs.ts";
import type { Runbook } from "../runbook/runbooks.ts";
import type { InputSpec } from "../runbook/types.ts";

/** What is known so far of a partner that shall be onboarded. */
export interface Draft {
  readonly partner?: string;
  readonly owner?: string;
  /** Name of a runbook, or a path to one. */
  readonly runbook?: string;
  readonly answers: JsonObject;
  /** The file it came from. */
  readonly file?: string;
  /** Where in that file the member at a dotted path is. */
  readonly place?: (field: string) => Pick<Problem, "file" | "line" | "column">;
}

/** A partner that can be planned for. */
export interface Request {
  readonly partner: string;
  readonly owner: string;
  readonly runbook: Runbook;
  readonly inputs: JsonObject;
}

/** A runbook's inputs that apply to `answers`, defaults counted in, and have no answer yet. */
export function openInputs(runbook: Runbook, answers: JsonObject): readonly InputSpec[] {
  return activeInputs(runbook.inputs, completeInputs(runbook.inputs, answers)).filter(
    ({ name }) => answers[name] === undefined || answers[name] === "",
  );
}
