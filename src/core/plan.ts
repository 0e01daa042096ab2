import type { Call } from "./call.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ActorSpec, Probe } from "./probe.ts";

/** What happens to a resource: the verbs of a plan. */
export type Action = "create" | "update" | "adopt" | "release" | "remove" | "none";

/** A value that the run makes in memory; it never reaches the disk. */
export interface Generate {
  /** The ID in `${generated.ID.…}`. */
  readonly id: string;
  /** `ssh-ed25519` gives `publicKey` (one line), `privateKey` (OpenSSH PEM) and `fingerprint` (SHA256:…). */
  readonly type: "ssh-ed25519";
}

/** One changed member of a resource, as the shared differ found it. */
export interface Difference {
  /** Dotted path inside the resource's state. */
  readonly path: string;
  /** What is there now; absent where nothing is. */
  readonly live?: Json;
  /** What will be; absent where it goes away. */
  readonly desired?: Json;
}

/** A resource as it was found: its state, and whose it was. */
export interface Former {
  /** Documents in normal form, so that two of them can be compared. */
  readonly state: JsonObject;
  readonly outputs: Readonly<Record<string, string>>;
  /** Tags. */
  readonly owner: Readonly<Record<string, string>>;
  /** What else bringing it back needs: documents as they were written, ids of versions. Never a secret's value. */
  readonly memo?: JsonObject;
}

/** What a kind wants done in one step: calls as data, or a task of the kind where one call is not enough. */
export interface Change {
  readonly calls: readonly Call[];
  /** Outputs known without an answer; may hold placeholders. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly generates?: readonly Generate[];
  /** A procedure that the kind performs (paging, merging a shared document); its calls are journaled one by one. */
  readonly task?: { readonly name: string; readonly input: JsonObject };
  /** What a reviewer should know of it that no document shows, e.g. what stays as it is. */
  readonly notes?: readonly string[];
  /** Shared documents that are locked while this runs, e.g. `s3-bucket-policy/partner-files`. */
  readonly locks?: readonly string[];
}

/** One step of a plan: one change of one resource. */
export interface Step extends Change {
  /** Unique in the plan, e.g. `rehearsal/apply/role`. */
  readonly id: string;
  /** The resource's ID in the runbook. */
  readonly resource: string;
  readonly kind: string;
  /** What a person calls it, e.g. `IAM role vendor-acme`. */
  readonly title: string;
  readonly action: Action;
  /** Step IDs of the same stage that must have ended before this one starts. */
  readonly needs: readonly string[];
  readonly differences?: readonly Difference[];
  /** What a roll-back brings back, where the step changes or takes away what was there. */
  readonly before?: Former;
  /** Sid → why that statement is needed. */
  readonly reasons?: Readonly<Record<string, string>>;
}

/** How long a path must answer in one way before it counts as settled. Times in milliseconds. */
export interface GateTiming {
  readonly consecutive: number;
  readonly overMs: number;
  readonly deadlineMs: number;
}

/** A wait: its probe is repeated until it has answered as expected without a break. */
export interface Gate {
  /** Unique in its stage; the path that is waited for, e.g. `s3:list`. */
  readonly id: string;
  readonly title: string;
  readonly probe: Probe;
  readonly timing: GateTiming;
}

/** A part of a phase. Steps of a stage run at once as far as `needs` allows; stages run one after the other. */
export type Stage =
  | { readonly type: "steps"; readonly name: string; readonly title: string; readonly steps: readonly Step[] }
  | {
      readonly type: "gates";
      readonly name: string;
      readonly title: string;
      readonly gates: readonly Gate[];
      /** What does not pass is noted, and the run goes on. */
      readonly tolerant?: true;
    }
  /** Paths that are asked on and on, from here until the stage `until` begins, while other stages go on. */
  | {
      readonly type: "watch";
      readonly name: string;
      readonly title: string;
      readonly gates: readonly Gate[];
      readonly until: string;
    }
  | {
      readonly type: "probes";
      readonly name: string;
      readonly title: string;
      readonly probes: readonly Probe[];
    }
  | {
      readonly type: "absent";
      readonly name: string;
      readonly title: string;
      readonly resources: readonly string[];
      readonly timing: GateTiming;
    };

/** A resource of a phase: enough to read it and to take it away. */
export interface PhaseResource {
  readonly kind: string;
  readonly props: JsonObject;
  /** IDs of the resources that it is built upon. */
  readonly needs: readonly string[];
  /** Stands for somebody else's: nothing of it is worth keeping. */
  readonly canary: boolean;
}

/** A phase works on one subject: the twin in a rehearsal, or the partner itself. */
export interface Phase {
  readonly name: "rehearsal" | "live" | "offboard" | "adopt" | "test";
  readonly title: string;
  /** The partner name that is acted on: `acme`, or `acme-rehearsal`. */
  readonly subject: string;
  /** Ownership tags that its resources carry. */
  readonly tags: Readonly<Record<string, string>>;
  /** Actors that this phase's gates and probes use, by name. */
  readonly actors: Readonly<Record<string, ActorSpec>>;
  /** What each resource is, so that recovery and removal can read it, by ID. */
  readonly resources: Readonly<Record<string, PhaseResource>>;
  readonly stages: readonly Stage[];
}

/** Which runbook a plan was made by. */
export interface RunbookReference {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** What loads it again: its name, or the path that was given. */
  readonly from: string;
  /** Of a team's own, found by its name: the file, by its folder's name, e.g. `runbooks/hosted-sftp.yaml`. */
  readonly own?: string;
}

/** A resource that an adoption looked for. */
export interface Found {
  /** Its ID in the runbook. */
  readonly resource: string;
  /** What a person calls it, e.g. `IAM role vendor-acme`. */
  readonly title: string;
  /** `untagged`: nobody's, and taken over by the run · `ours`: the partner's already · `missing`: not there. */
  readonly standing: "untagged" | "ours" | "missing";
  /** The tags that it carries, and keeps. */
  readonly tags: Readonly<Record<string, string>>;
  /** What the onboarding that follows would change of it. */
  readonly differences: readonly Difference[];
}

/** What was proven of a plan's documents before anything is called: that nobody else reaches what the partner does. */
export interface Isolation {
  /** Domain (`object`, `secret`, …) → patterns that cover all that the partner will reach. */
  readonly reach: { readonly [domain: string]: readonly string[] };
  /** Names that the partner could be confused with, none of whose slices is reached. */
  readonly lookAlikes: readonly string[];
  /** What documents alone could not decide, in words. */
  readonly unproven: readonly string[];
}

/** Everything that a run will do. Pure JSON: what was reviewed is what runs. */
export interface Plan {
  readonly format: "vendor-plan/1";
  readonly command: "onboard" | "offboard" | "adopt" | "test";
  /** What it is called, where that is not its command and its partner. */
  readonly title?: string;
  readonly partner: string;
  readonly owner: string;
  readonly runbook: RunbookReference;
  /** `vendor-cli` and its version. */
  readonly tool: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly inputs: JsonObject;
  /** Choices of the command line that change what is done: skipped parts with their reasons, what becomes of data. */
  readonly options: JsonObject;
  readonly phases: readonly Phase[];
  /** What an adoption found, resource by resource; other plans have none. */
  readonly found?: readonly Found[];
  /** What a reviewer should know and that does not stop the run. */
  readonly warnings: readonly string[];
  /** Absent where nothing was compared: an offboarding only takes away. */
  readonly isolation?: Isolation;
  /** `sha256:…` over all of the above. */
  readonly digest: string;
}

/** The steps of a phase, stage by stage. */
export function stepsOf({ stages }: Phase): readonly Step[] {
  return stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
}

/** Something that a roll-back did not undo. */
export interface Left {
  /** What a person calls it, e.g. `IAM role vendor-acme`. */
  readonly what: string;
  readonly why: string;
  /** AWS CLI commands that would undo it, in order; none where nothing would. */
  readonly commands: readonly string[];
}

/** Whether a stage changes nothing. */
export function isUnchanged(stage: Stage): boolean {
  return stage.type !== "steps" || stage.steps.every((step) => step.action === "none");
}

/** Whether running `plan` would change nothing. A test is never nothing, nor is an offboarding: it ends with a proof. */
export function isNoOp(plan: Plan): boolean {
  const proves = plan.command === "offboard" || plan.command === "test";
  return !proves && plan.phases.every((phase) => phase.stages.every(isUnchanged));
}

/**
 * Documents that other partners share and that this plan changes, e.g. `s3-bucket-policy/partner-files`. Everything
 * else in a plan is the subject's own: what belongs to anybody else is refused before there is a plan.
 */
export function sharedDocuments(plan: Plan): readonly string[] {
  const stages = plan.phases.flatMap((phase) => phase.stages);
  const steps = stages.flatMap((stage) => (stage.type === "steps" ? stage.steps : []));
  return [...new Set(steps.flatMap((step) => step.locks ?? []))].sort();
}
