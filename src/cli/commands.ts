import type { CommandModule } from "./command.ts";

/** A command as the list of all commands knows it; its file is loaded once it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** All commands, in the order of `vendor --help`. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "init", summary: "write a commented vendor.config.yaml", load: () => import("./commands/init.ts") },
  {
    name: "onboard",
    summary: "take a partner from nothing to live",
    load: () => import("./commands/onboard.ts"),
  },
  {
    name: "adopt",
    summary: "take over what exists for a partner and is nobody's",
    load: () => import("./commands/adopt.ts"),
  },
  {
    name: "offboard",
    summary: "take a partner back to nothing, and certify it",
    load: () => import("./commands/offboard.ts"),
  },
  {
    name: "resume",
    summary: "go on with a run that was interrupted",
    load: () => import("./commands/resume.ts"),
  },
  {
    name: "status",
    summary: "what exists, live against recorded",
    load: () => import("./commands/status.ts"),
  },
  {
    name: "test",
    summary: "try what a partner that lives can reach, and what it can't",
    load: () => import("./commands/test.ts"),
  },
  {
    name: "audit",
    summary: "list, show and verify audit records",
    load: () => import("./commands/audit.ts"),
  },
  {
    name: "policy",
    summary: "ask, check and test what IAM documents allow",
    load: () => import("./commands/policy.ts"),
  },
  { name: "runbook", summary: "list and show runbooks", load: () => import("./commands/runbook.ts") },
  { name: "local", summary: "serve a local AWS to try things on", load: () => import("./commands/local.ts") },
];
