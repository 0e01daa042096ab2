import type { CommandModule } from "./command.ts";

/** The groups of `vendor --help`, in its order. */
export const GROUPS = ["Get started", "Partners", "Everyday", "Proof", "Runbooks and tools"] as const;

/** What a command is for. */
export type CommandGroup = (typeof GROUPS)[number];

/** A command as the list of all commands knows it; its file is loaded once it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: CommandGroup;
  readonly load: () => Promise<CommandModule>;
}

/** All commands; in each group of `vendor --help` in this order. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    group: "Get started",
    summary: "find what there is, check it, and write vendor.config.yaml",
    load: () => import("./commands/init.ts"),
  },
  {
    name: "doctor",
    group: "Get started",
    summary: "check credentials, base, room and permissions, each with what to do",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "local",
    group: "Get started",
    summary: "serve a local AWS to try things on",
    load: () => import("./commands/local.ts"),
  },
  {
    name: "onboard",
    group: "Partners",
    summary: "take a partner from nothing to live",
    load: () => import("./commands/onboard.ts"),
  },
  {
    name: "adopt",
    group: "Partners",
    summary: "take over what exists for a partner and is nobody's",
    load: () => import("./commands/adopt.ts"),
  },
  {
    name: "offboard",
    group: "Partners",
    summary: "take a partner back to nothing, and certify it",
    load: () => import("./commands/offboard.ts"),
  },
  {
    name: "resume",
    group: "Partners",
    summary: "go on with a run that was interrupted",
    load: () => import("./commands/resume.ts"),
  },
  {
    name: "pack",
    group: "Everyday",
    summary: "write what a partner is sent to connect; nothing secret",
    load: () => import("./commands/pack.ts"),
  },
  {
    name: "ready",
    group: "Everyday",
    summary: "tell whether files can be sent to a partner, or wait until they can",
    load: () => import("./commands/ready.ts"),
  },
  {
    name: "push",
    group: "Everyday",
    summary: "send files to a partner, now",
    load: () => import("./commands/push.ts"),
  },
  {
    name: "status",
    group: "Everyday",
    summary: "what exists, live against recorded",
    load: () => import("./commands/status.ts"),
  },
  {
    name: "test",
    group: "Proof",
    summary: "try what a partner that lives can reach, and what it can't",
    load: () => import("./commands/test.ts"),
  },
  {
    name: "policy",
    group: "Proof",
    summary: "ask, check and test what IAM documents allow",
    load: () => import("./commands/policy.ts"),
  },
  {
    name: "audit",
    group: "Proof",
    summary: "list, show and verify audit records",
    load: () => import("./commands/audit.ts"),
  },
  {
    name: "report",
    group: "Proof",
    summary: "who reaches what, why, and how it was tested: one HTML file",
    load: () => import("./commands/report.ts"),
  },
  {
    name: "runbook",
    group: "Runbooks and tools",
    summary: "list, show, check, render and test runbooks",
    load: () => import("./commands/runbook.ts"),
  },
  {
    name: "completion",
    group: "Runbooks and tools",
    summary: "print what makes a shell complete commands, flags and names",
    load: () => import("./commands/completion.ts"),
  },
];
