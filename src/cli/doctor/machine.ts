import { error, type FitnessLine, ok, warning } from "../../plan/fitness/line.ts";

/** The oldest Node that runs `vendor`, and the oldest that runs the AWS SDK's releases of 2027. */
const OLDEST = [20, 12] as const;
const RECOMMENDED = 22;

/** Milliseconds from which on AWS refuses signatures: https://docs.aws.amazon.com/general/latest/gr/signature-version-4.html */
const SKEW_MS = 5 * 60_000;

/** Whether this Node runs `vendor`, now and next year. @param node e.g. `22.11.0` */
export function judgeNode(node: string, tool: string): FitnessLine {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const field = "versions";
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return error(field, `Node ${node} is too old for ${tool}.`, `Install Node ${RECOMMENDED} or later.`);
  if (major < RECOMMENDED)
    return warning(
      field,
      `${tool} runs on Node ${node}; releases of the AWS SDK from January 2027 on will not.`,
      `Install Node ${RECOMMENDED} or later before you update.`,
    );
  return ok(field, `${tool} on Node ${node}`);
}

/** Whether the machine's clock agrees with AWS's. @param aheadMs how far AWS's is ahead, 0 below five minutes */
export function judgeClock(aheadMs: number): FitnessLine {
  if (aheadMs < SKEW_MS) return ok("clock", "within five minutes of AWS's");
  const minutes = Math.round(aheadMs / 60_000);
  return warning(
    "clock",
    `This machine's clock is ${minutes} minutes behind AWS's. Calls are corrected for it; times in records are not.`,
    "Set the clock, e.g. by NTP.",
  );
}
