import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { connectAws } from "../../src/aws/connect.ts";
import { systemDisk } from "../../src/core/disk.ts";
import { systemClock, systemRandom, thisMachine } from "../../src/core/env.ts";
import type { Phase, Plan } from "../../src/core/plan.ts";
import type { Clock } from "../../src/core/ports.ts";
import { Secret } from "../../src/core/secret.ts";
import { openBindings } from "../../src/engine/bindings.ts";
import { openJournal } from "../../src/engine/journal.ts";
import { type PhaseContext, runPhase } from "../../src/engine/phase.ts";
import type { RunOutcome } from "../../src/engine/types.ts";
import type { Neighbours } from "../../src/plan/isolation.ts";
import { OTHER_KEY } from "../../src/plan/types.ts";
import { loadConfig } from "../../src/runbook/config.ts";
import { neighboursOf } from "../../src/runbook/neighbours.ts";
import { planOnboard } from "../../src/runbook/planning.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";
import { externalIdOf } from "../../src/runbook/values.ts";
import { openStore } from "../../src/store/store.ts";
import { systemEffects } from "../aws/wire.ts";
import { type Clients, clientsOf } from "../e2e/support/clients.ts";
import { openPlace, type Place } from "../e2e/support/place.ts";
import { bucketKeeper } from "./bucket.ts";
import { readDocuments, type Whereabouts, writeDocument } from "./documents.ts";
import { type PartnerKind, RUNBOOKS, USUAL } from "./partners.ts";
import { objections } from "./proof.ts";
import { type Documents, type Part, type Surroundings, withDocument } from "./types.ts";

/** A twin or a partner that is provisioned, with its canaries and the test's key. */
export interface Subject {
  readonly phase: Phase;
  readonly at: Whereabouts;
  readonly around: Surroundings;
  /** As the runbook made them. */
  readonly documents: Documents;
  /** Runs the plan's own test stage; answers what did not answer as it must: `ID (VERDICT)`. */
  probe(): Promise<readonly string[]>;
}

/** A twin and a partner beside each other in a local AWS without delays. */
export interface Bench {
  /** In the order in which an onboarding meets them: the twin, the partner. */
  readonly subjects: readonly Subject[];
  /** Puts a document of one subject in force. Rejects where AWS refuses it. */
  write(subject: Subject, part: Part, value: Documents[Part]): Promise<void>;
  /** Takes away what a mutant left in the bucket. Rejects where it destroyed something. */
  cleanUp(): Promise<void>;
  /** What is wrong with the documents as the runbook makes them: findings of the test, overlaps. There must be none. */
  flaws(): Promise<readonly string[]>;
  /**
   * What the proof says against the documents, with those in `spoiled` in place of the runbook's. Left out is what it
   * says of the runbook's own: of actions that it does not know, that they are not proven.
   */
  objections(spoiled: ReadonlyMap<Subject, Documents>): readonly string[];
  close(): Promise<void>;
}

const PARTNER = "acme";

/** What a company might bound its partners' roles by: the services that they are about. */
const BOUNDARY = { Effect: "Allow", Action: ["s3:*", "kms:*", "secretsmanager:*", "logs:*"], Resource: "*" };

/** Provisions a partner and its twin by the stages of an onboarding's own plan, and stops before the test. */
export async function openBench(kind: PartnerKind): Promise<Bench> {
  const place = await openPlace({ delays: { minMs: 0, maxMs: 0, flapMs: 0 } });
  const { Policy } = await place.admin.iam.send(
    new CreatePolicyCommand({
      PolicyName: "vendor-boundary",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [BOUNDARY] }),
    }),
  );
  place.configure({ permissionsBoundary: Policy?.Arn ?? "" });
  const aws = connectAws({
    region: place.local.describe.region,
    credentials: place.local.credentials("operator"),
    env: { AWS_ENDPOINT_URL: place.local.url },
    userAgent: "vendor-cli/test",
    ...systemEffects,
  });
  const root = clientsOf(place.local.url, place.local.credentials("root"));
  const config = loadConfig({ path: undefined, cwd: place.dir });
  const runbook = loadRunbook(kind.runbook, { own: [], shipped: RUNBOOKS }, process.cwd());
  const request = { config, runbook, partner: PARTNER, owner: "team@example.com", inputs: kind.inputs };
  const plan = await planOnboard(request, { aws, tool: "vendor-cli/test" });
  const subjects: Subject[] = [];
  for (const phase of plan.phases) {
    const context = contextOf(plan, phase, place, aws, config.store);
    await runPhase(
      { ...phase, stages: phase.stages.filter(({ name }) => name === "apply" || name === "seed") },
      context,
    );
    subjects.push(await subjectOf(phase, context, place, externalIdOf(config, phase.subject)));
  }
  const victims = ["globex", ...plan.phases.map(({ subject }) => `vendor-canary-${subject}`)];
  // The neighbours have a role, a prefix and a secret, and nobody from outside comes for them.
  const usual = loadRunbook(USUAL, { own: [], shipped: RUNBOOKS }, place.dir);
  const others = victims.map((partner) => ({ partner, runbook: usual, inputs: {} }));
  const neighbours = neighboursOf(
    config,
    others,
    plan.phases.map(({ subject }) => subject),
  );
  return {
    subjects,
    // No policy locks the root out: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
    ...spoiling(subjects, { ...place.admin, s3: root.s3 }, neighbours),
    cleanUp: await bucketKeeper(place),
    close: async () => {
      root.close();
      aws.close();
      await place.close();
    },
  };
}

function spoiling(
  subjects: readonly Subject[],
  writer: Clients,
  neighbours: Neighbours,
): Pick<Bench, "write" | "flaws" | "objections"> {
  const inForce = new Map(subjects.map((subject) => [subject, subject.documents]));
  const said = (all: ReadonlyMap<Subject, Documents>) =>
    objections(
      [...all].map(([{ phase }, documents]) => ({ phase, documents })),
      neighbours,
    );
  const always = said(inForce);
  return {
    write: async (subject, part, value) => {
      // The base is everybody's: there is one of it.
      const whose = part === "bucket base" ? subjects : [subject];
      for (const one of whose) inForce.set(one, withDocument(inForce.get(one) ?? {}, part, value));
      await writeDocument(writer, subject.at, part, value, [...inForce.values()]);
    },
    flaws: async () => {
      const findings: string[] = [];
      for (const subject of subjects) findings.push(...(await subject.probe()));
      return [...findings, ...always.filter((text) => text.startsWith("overlap"))];
    },
    objections: (spoiled) => said(spoiled).filter((text) => !always.includes(text)),
  };
}

/** A clock on which nothing waits: nothing here has to spread. */
const IMPATIENT: Clock = {
  ...systemClock,
  sleep: async (_ms, signal) => signal?.throwIfAborted(),
};

async function subjectOf(
  phase: Phase,
  context: PhaseContext,
  place: Place,
  externalId: string,
): Promise<Subject> {
  const at = await whereaboutsOf(phase, place);
  const test = phase.stages.filter(({ type, name }) => type === "probes" && name === "test");
  return {
    phase,
    at,
    around: await surroundingsOf(phase, at, context, place, externalId),
    documents: await readDocuments(place.admin, at),
    probe: async () => {
      const probes: RunOutcome["probes"][number][] = [];
      await runPhase({ ...phase, stages: test }, { ...context, clock: IMPATIENT, probes });
      return probes.filter(({ ok }) => !ok).map(({ id, verdict }) => `${id} (${verdict})`);
    },
  };
}

function contextOf(
  plan: Plan,
  phase: Phase,
  { local }: Place,
  aws: ReturnType<typeof connectAws>,
  folder: string,
): PhaseContext {
  const store = openStore(folder, {
    clock: systemClock,
    random: systemRandom,
    machine: thisMachine(),
    disk: systemDisk,
  });
  return {
    ...systemEffects,
    aws,
    store,
    signal: new AbortController().signal,
    journal: openJournal(store, `run-${phase.name}`, systemClock),
    bindings: openBindings(systemClock, aws.aheadMs, () => new Secret("an API key")),
    patienceMs: 10_000,
    findingsStop: false,
    sandboxRole: local.describe.sandboxRoleArn,
    scope: {
      partition: plan.partition,
      account: plan.account,
      region: plan.region,
      partner: phase.subject,
      tags: phase.tags,
    },
    resources: phase.resources,
    gates: [],
    probes: [],
    begun: new Set(),
    confirmLock: async () => undefined,
    run: `run-${phase.name}`,
    resumeCommand: "vendor resume",
    record: () => undefined,
  };
}

async function whereaboutsOf({ subject, resources }: Phase, { admin, local }: Place): Promise<Whereabouts> {
  const named = (id: string) => String(resources[id]?.props.name ?? "");
  const { ARN } =
    resources.secret === undefined
      ? {}
      : await admin.secrets.send(new DescribeSecretCommand({ SecretId: named("secret") }));
  const sid = subject
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
  return {
    roles: {
      ...(resources.role === undefined ? {} : { role: named("role") }),
      ...(resources.pullRole === undefined ? {} : { "pull role": named("pullRole") }),
    },
    ...(ARN === undefined ? {} : { secret: ARN }),
    ...(resources.user === undefined ? {} : { user: named("user") }),
    server: local.describe.transferServer,
    bucket: local.describe.bucket,
    keyArn: local.describe.kmsKeyArn,
    sids: `Vendor${sid}Partner`,
    grants: `vendor:${subject}:`,
  };
}

async function surroundingsOf(
  { subject, resources }: Phase,
  at: Whereabouts,
  { bindings }: PhaseContext,
  { admin, local }: Place,
  externalId: string,
): Promise<Surroundings> {
  const { describe } = local;
  const prefixOf = (id: string) => String(resources[id]?.props.prefix ?? "");
  const other = resources.canarySecret?.props.name;
  const otherSecretArn =
    other === undefined
      ? at.secret?.replace(subject, `${subject}-evil`)
      : (await admin.secrets.send(new DescribeSecretCommand({ SecretId: String(other) }))).ARN;
  return {
    subject,
    bucket: at.bucket,
    account: describe.account,
    sandboxAccount: describe.sandboxAccount,
    sandboxRole: describe.sandboxRoleArn,
    otherRole: describe.partnerDeskRoleArn,
    keyArn: at.keyArn,
    prefix: prefixOf("prefix"),
    other: prefixOf("canaryOtherFolder"),
    sibling: prefixOf("canarySiblingFolder"),
    secretArn: at.secret ?? "",
    otherSecretArn: otherSecretArn ?? "",
    externalId,
    otherExternalId: externalId.replace(subject, `${subject}-evil`),
    otherKey: bindings.material(OTHER_KEY)?.publicKey ?? "",
  };
}
