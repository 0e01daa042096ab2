import { readFileSync } from "node:fs";
import { makeByHand } from "../e2e/support/handmade.ts";
import type { Ground } from "./ground.ts";

/** A command that is killed everywhere, and how it ends where nobody kills it. */
export interface Sweep {
  readonly name: string;
  /** Brings a fresh ground to where the command begins. */
  prepare(ground: Ground): Promise<void>;
  readonly command: readonly string[];
  readonly exit: number;
  /** What the last audit record says. */
  readonly outcome: "done" | "rolled-back";
  /** What goes on after a kill, in place of `resume` and of the command itself. */
  readonly onward?: readonly string[];
}

const JSON_YES = ["--yes", "--json"];
const CROSS_ACCOUNT = [
  "--set",
  "partnerAccount=210987654321",
  "--set",
  "partnerRole=vendor-sandbox-partner",
] as const;
const ONBOARD = ["onboard", "acme", "--owner", "team@example.com", ...JSON_YES];
const UNREHEARSED = ["--skip-rehearsal", "--reason", "simulation"];
const OFFBOARD = ["offboard", "acme", "--confirm", "acme", "--data", "purge", ...JSON_YES];
const ADOPT = ["adopt", "acme", "--owner", "team@example.com", "--confirm", "acme", ...JSON_YES];
const OWN_RUNBOOK = ["--runbook", "./own.yaml"];

const CHANGE = [...CROSS_ACCOUNT, "--set", "pull=assume-role", ...UNREHEARSED];

/** The shipped runbook with one passage replaced, which must be there. */
function changedRunbook(from: string, to: string): string {
  const text = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8");
  if (!text.includes(from)) throw new Error(`The runbook has no "${from}" any more.`);
  return text.replace(from, to);
}

const nothing = async (): Promise<void> => undefined;

/** A live partner, whose own onboarding is not what is killed. */
async function onboarded(ground: Ground): Promise<void> {
  const ended = await ground.vendor([...ONBOARD, ...CROSS_ACCOUNT, "--skip-test", "--reason", "simulation"]);
  if (ended.code !== 0) throw new Error(`Preparing failed: ${ended.tail}`);
}

/** A runbook whose SFTP root is wrong: its gates are never passed, and what is found instead is a leak; not waited for long. */
function misroot(ground: Ground): void {
  ground.write(
    "own.yaml",
    changedRunbook('target: "/${base.bucket}/${names.folder}"', 'target: "/${base.bucket}"'),
  );
  ground.configure({ consecutive: 2, over: "50ms", deadline: "3s" });
}

/** Everything that is swept. */
export const SWEEPS: readonly Sweep[] = [
  { name: "onboard", prepare: nothing, command: [...ONBOARD, ...CROSS_ACCOUNT], exit: 0, outcome: "done" },
  {
    // A live partner connects another way: what it no longer asks for is taken away, whenever it was cut.
    name: "change",
    prepare: onboarded,
    command: [...ONBOARD, ...CHANGE],
    exit: 0,
    outcome: "done",
  },
  {
    name: "offboard",
    prepare: onboarded,
    command: OFFBOARD,
    exit: 0,
    outcome: "done",
  },
  {
    // An onboarding that was cut is given up: nothing of the partner is left, nor of its twin.
    name: "abandon",
    prepare: nothing,
    command: [...ONBOARD, ...CROSS_ACCOUNT],
    exit: 0,
    outcome: "done",
    onward: OFFBOARD,
  },
  {
    // The twin's test finds that its role reads former versions: everything is taken back.
    name: "rollback",
    async prepare(ground) {
      const narrow = 'Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]';
      const widened = narrow.replace("]", ', "s3:GetObjectVersion"]');
      ground.write("own.yaml", changedRunbook(narrow, widened));
    },
    command: [...ONBOARD, ...CROSS_ACCOUNT, ...OWN_RUNBOOK],
    exit: 4,
    outcome: "rolled-back",
  },
  {
    // The partner's own SFTP root is wrong: going live fails, and all is taken back.
    name: "rollback-live",
    async prepare(ground) {
      misroot(ground);
    },
    command: [...ONBOARD, ...CROSS_ACCOUNT, ...OWN_RUNBOOK, ...UNREHEARSED],
    exit: 4,
    outcome: "rolled-back",
  },
  {
    // What was made by hand is taken over, and keeps the tags that it has.
    name: "adopt",
    prepare: ({ local }) => makeByHand(local, "team=files"),
    command: ADOPT,
    exit: 0,
    outcome: "done",
  },
  {
    // One of the resources takes no more tags: everything is nobody's again.
    name: "rollback-adopt",
    prepare: ({ local }) => makeByHand(local, "a=1&b=2&c=3&d=4&e=5&f=6&g=7"),
    command: ADOPT,
    exit: 1,
    outcome: "rolled-back",
  },
  {
    // A live partner's change fails at its gates: the partner is exactly as before.
    name: "change-fails",
    async prepare(ground) {
      await onboarded(ground);
      misroot(ground);
    },
    command: [...ONBOARD, ...CROSS_ACCOUNT, "--set", "pull=assume-role", ...OWN_RUNBOOK, ...UNREHEARSED],
    exit: 4,
    outcome: "rolled-back",
  },
  {
    // What goes on from an interrupted change is cut as well.
    name: "resume",
    async prepare(ground) {
      await onboarded(ground);
      const cut = await ground.vendor([...ONBOARD, ...CHANGE], { at: "after", nth: 9 });
      if (cut.signal !== "SIGKILL") throw new Error(`Preparing was not cut: ${cut.tail}`);
    },
    command: ["resume", "acme", "--json"],
    exit: 0,
    outcome: "done",
  },
];

/** The sweep of that name. */
export function sweepNamed(name: string): Sweep {
  const found = SWEEPS.find((sweep) => sweep.name === name);
  if (found === undefined)
    throw new Error(`No sweep ${name}: ${SWEEPS.map((sweep) => sweep.name).join(", ")}.`);
  return found;
}
