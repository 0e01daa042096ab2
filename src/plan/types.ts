import type { Aws } from "../aws/aws.ts";
import type { JsonObject } from "../core/json.ts";
import type { GateTiming, RunbookReference } from "../core/plan.ts";
import type { ActorSpec, Probe } from "../core/probe.ts";
import type { Item } from "../resources/item.ts";
import type { Scope } from "../resources/kind.ts";

/** One resource of a blueprint: a kind and its properties, templates resolved as far as they are known. */
export interface BlueprintResource {
  readonly id: string;
  readonly kind: string;
  /** May hold `${resources.ID.OUTPUT}`. */
  readonly props: JsonObject;
  /** IDs that must exist before it: those named in `props` and those the runbook says. */
  readonly needs: readonly string[];
  /** Canaries stand for somebody else's things: made for the test, removed after it. */
  readonly canary: boolean;
}

/** Key pair, made in memory for one phase, that the access test's own SFTP logins use. */
export const TEST_KEY = "testKey";

/** Key pair that is made as well and never added to anyone: it must be refused. */
export const OTHER_KEY = "otherKey";

/** A runbook with the inputs of one subject filled in: what shall exist, how it is waited for, how it is tested. */
export interface Blueprint {
  readonly subject: string;
  readonly resources: readonly BlueprintResource[];
  readonly actors: Readonly<Record<string, ActorSpec>>;
  /** Probes of the access test. */
  readonly probes: readonly Probe[];
  /** Probes that must be allowed consistently before the test. */
  readonly gates: readonly Probe[];
  /** Probes, allowed while the partner lives, that must be refused consistently once it is frozen. */
  readonly death: readonly Probe[];
}

/** What a phase is made from. */
export interface PhaseParts {
  readonly blueprint: Blueprint;
  readonly items: readonly Item[];
  readonly scope: Scope;
  readonly timing: GateTiming;
}

/** What preflight found out about the base that every partner shares. */
export interface BaseFacts {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Where partners connect, absent where there is no Transfer server or nobody has a use for it, and the host key fingerprints (`SHA256:…`) that they may meet there. */
  readonly sftp?: { readonly host: string; readonly port: number; readonly hostKeys: readonly string[] };
  /** ARN of the role that the operator works in; absent where it is none. */
  readonly operatorRole?: string;
  /** What a reviewer should know of the base. */
  readonly warnings: readonly string[];
}

/** The base that is checked: what the configuration names. */
export interface BaseNames {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  readonly kmsKey: string;
  /** Absent: none is looked at. */
  readonly transferServer?: string;
  /** The server has no part in what is planned: it is not looked at. */
  readonly serverAside?: boolean;
  readonly sftpEndpoint?: { readonly host: string; readonly port: number };
  /** The key that audit heads are signed with; absent: they are not. */
  readonly signing?: SigningNeed;
}

/** A key that audit heads are to be signed with. */
export interface SigningNeed {
  /** Key id, key ARN, alias or alias ARN. */
  readonly key: string;
  /** Whether nothing is to begin without it. */
  readonly must: boolean;
}

/** What planning reads from: the operator's AWS, and nothing that changes anything. */
export interface PlanContext {
  readonly aws: Aws;
  /** `vendor-cli` and its version. */
  readonly tool: string;
}

/** What every plan says of itself. */
export interface PlanHead {
  readonly partner: string;
  readonly owner: string;
  readonly runbook: RunbookReference;
  readonly account: string;
  readonly region: string;
  readonly inputs: JsonObject;
  readonly timing: GateTiming;
}

/** What a phase is made from. */
export interface PhaseParts {
  readonly blueprint: Blueprint;
  readonly items: readonly Item[];
  readonly scope: Scope;
  readonly timing: GateTiming;
}
