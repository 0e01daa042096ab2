import { commandLine } from "../aws/command-line.ts";
import type { Call } from "../core/call.ts";
import { bindKnown } from "./bindings.ts";
import type { StepsContext } from "./steps.ts";

/** Calls as commands that a person can paste, as far as what they name is known. */
export function commandsOf(calls: readonly Call[], { bindings, aws }: StepsContext): readonly string[] {
  return calls.map((call) => commandLine({ ...call, input: bindKnown(call.input, bindings) }, aws.region));
}
