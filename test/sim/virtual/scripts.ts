/** One command of a partner's story, and how it ends where nothing goes wrong. */
export interface Step {
  /** Arguments, without the partner's name after the command. */
  readonly args: (partner: string) => readonly string[];
  readonly exits: readonly number[];
  /** Whether a rehearsal comes before anything of the live partner. */
  readonly rehearsed: boolean;
}

/** What one partner goes through, from nothing to its end. */
export interface Script {
  readonly name: string;
  readonly steps: readonly [Step, ...Step[]];
}

const PULL = ["--set", "partnerAccount=210987654321", "--set", "partnerRole=vendor-sandbox-partner"];
const SKIP = ["--skip-rehearsal", "--reason", "simulation"];
const JSON_YES = ["--yes", "--json"];

function onboard(...more: readonly string[]): Step {
  return {
    args: (partner) => ["onboard", partner, "--owner", "team@example.com", ...JSON_YES, ...PULL, ...more],
    exits: [0],
    rehearsed: !more.includes("--skip-rehearsal"),
  };
}

function offboard(data: string): Step {
  return {
    args: (partner) => ["offboard", partner, "--confirm", partner, "--data", data, ...JSON_YES],
    exits: [0],
    rehearsed: false,
  };
}

const CHANGE = onboard("--set", "pull=assume-role", ...SKIP);

/** Every story. The runbooks of their own are written by {@link ownRunbooks}. */
export const SCRIPTS: readonly [Script, ...Script[]] = [
  { name: "cycle", steps: [onboard(), CHANGE, offboard("purge")] },
  { name: "stays", steps: [onboard(), CHANGE] },
  { name: "returns", steps: [onboard(...SKIP), offboard("keep"), onboard(...SKIP)] },
  // Refused by its documents alone: nothing is called.
  { name: "too-wide", steps: [{ ...onboard("--runbook", "./wide.yaml"), exits: [3] }] },
  // The twin's test finds out: there is never anything of the partner.
  { name: "wrong-root", steps: [{ ...onboard("--runbook", "./root.yaml"), exits: [4, 5] }] },
  { name: "wrong-root-live", steps: [{ ...onboard("--runbook", "./root.yaml", ...SKIP), exits: [4, 5] }] },
];

/** The runbooks of the company's own, by file name, made from the shipped one. */
export function ownRunbooks(shipped: string): Readonly<Record<string, string>> {
  return {
    "wide.yaml": replaced(
      shipped,
      'Resource: "arn:${base.partition}:s3:::${base.bucket}/${names.prefix}*"',
      'Resource: "arn:${base.partition}:s3:::${base.bucket}/*"',
    ),
    "root.yaml": replaced(shipped, 'target: "/${base.bucket}/${names.folder}"', 'target: "/${base.bucket}"'),
  };
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The runbook has no "${from}" any more.`);
  return text.replace(from, to);
}
