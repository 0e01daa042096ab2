import type { Aws } from "../../aws/aws.ts";
import { vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { SubjectDocuments } from "../../plan/reach.ts";
import { defaultKeyPolicy, estateOf } from "../../policy/prove/estate.ts";
import { proveDisjoint } from "../../policy/prove/prove.ts";
import type { Proof, ProofInput } from "../../policy/prove/types.ts";
import { neighboursOf } from "../../runbook/neighbours.ts";
import { recordedPartners } from "../neighbours.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { inWorkplace, type Workplace, withAws } from "../workplace.ts";
import { keepProven } from "./keep-proven.ts";
import { liveDocuments } from "./live-documents.ts";
import { type ProofAbout, proofText } from "./prove-text.ts";
import type { Proven } from "./proven.ts";

/** What the options of `vendor policy prove` say. */
export interface ProveFlags {
  readonly live?: boolean;
}

/**
 * `vendor policy prove`: every pair of partners, and each against its look-alikes. Without `--live` nothing is called:
 * the documents are what the runbooks say for the recorded inputs. Exit 10 where anything overlaps or is not proven.
 * @throws VendorError `partnerUnknown`, … · AwsFailure
 */
export async function policyProve(
  session: Session,
  partners: readonly string[],
  { live = false }: ProveFlags,
): Promise<CommandResult> {
  return inWorkplace(session, async (place) => {
    const { proof, ms, missing, dead } = live
      ? await proveLive(session, place, partners)
      : await proveRecorded(session, place, partners);
    return resultOf(session, proof, aboutOf(live, { ms, missing, dead }));
  });
}

async function proveLive(session: Session, place: Workplace, partners: readonly string[]): Promise<Proven> {
  return withAws(session, place, async ({ aws, caller }) => {
    const proven = await proveRecorded(session, place, partners, aws);
    keepProven(session, place, proven, { caller, command: "policy prove" });
    return proven;
  });
}

/**
 * Every pair of the recorded partners, or those with one of `partners`, and each against its look-alikes.
 * @param aws reads the documents that are in force; without it they are what the runbooks say
 * @throws VendorError `partnerUnknown`, … · AwsFailure
 */
export async function proveRecorded(
  session: Session,
  place: Workplace,
  partners: readonly string[],
  aws?: Aws,
): Promise<Proven> {
  const { input, recorded, unknown } = await recordedInput(session, place, partners);
  const read =
    aws === undefined
      ? { input, open: [], dead: [], unread: [], unreadOf: [] }
      : await liveDocuments(input, recorded, aws, place.config.secretReaders);
  const startedAt = session.host.clock.now();
  const proof = proveDisjoint(read.input);
  const ms = session.host.clock.now() - startedAt;
  const missing = [...unknown.map(({ partner, why }) => `${partner}: ${why}`), ...read.open];
  const untold = unknown.map(({ partner }) => partner);
  return {
    proof,
    at: startedAt,
    partners: [...input.subjects.map(({ name }) => name), ...untold],
    ...(input.focus === undefined ? {} : { focus: input.focus }),
    ms,
    missing,
    dead: read.dead,
    untold: [...untold, ...read.unreadOf],
    unread: read.unread,
  };
}

interface Recorded {
  readonly input: ProofInput;
  /** The partners that are asked about. */
  readonly recorded: readonly SubjectDocuments[];
  readonly unknown: readonly { readonly partner: string; readonly why: string }[];
}

async function recordedInput(
  session: Session,
  place: Workplace,
  partners: readonly string[],
): Promise<Recorded> {
  const { config } = place;
  const all = await recordedPartners(session, place);
  const names = all.map(({ partner }) => partner);
  const stranger = partners.find((partner) => !names.includes(partner));
  if (stranger !== undefined)
    throw vendorError("partnerUnknown", { partner: stranger, known: names.join(", ") });
  const focus = partners.length === 0 ? names : partners;
  const { partners: documents, unknown, lookAlikes } = neighboursOf(config, all, focus);
  const estate = estateOf(config);
  const input: ProofInput = {
    estate,
    subjects: documents.map(({ subject }) => subject),
    attached: [defaultKeyPolicy(estate), ...documents.flatMap(({ attached }) => attached)],
    grants: documents.flatMap(({ grants }) => grants),
    lookAlikes,
    ...(partners.length === 0 ? {} : { focus: partners }),
  };
  const recorded = documents.filter(({ subject: { name } }) => focus.includes(name));
  return { input, recorded, unknown };
}

/** What no document of this side tells. */
const ASSUMED = [
  "another account allows its principals everything",
  "nothing is taken away by organisation, VPC endpoint or access point policies",
  "each partner comes as the roles that its runbook names",
];
const ASSUMED_OF_RUNBOOKS = [
  "what the runbooks say is what is in force",
  "the key's policy is AWS's default",
];
const READ = [
  "the partners' roles with every policy and boundary",
  "the bucket's policy",
  "the secrets' policies",
  "the key's policy and grants",
];

function aboutOf(live: boolean, found: Pick<ProofAbout, "ms" | "missing" | "dead">): ProofAbout {
  return live
    ? { ...found, live, read: READ, assumed: ASSUMED }
    : { ...found, live, read: [], assumed: [...ASSUMED_OF_RUNBOOKS, ...ASSUMED] };
}

function resultOf(session: Session, proof: Proof, about: ProofAbout): CommandResult {
  const { ms, live, ...told } = about;
  const holds = proof.overlaps.length === 0 && proof.unproven.length === 0 && told.missing.length === 0;
  const { reach, ...figures } = proof;
  return {
    outcome: holds ? "proven" : proof.overlaps.length > 0 ? "overlapping" : "not-proven",
    exit: holds ? 0 : 10,
    text: proofText(session.outStyle, proof, about),
    data: {
      documents: live ? "live" : "runbooks",
      milliseconds: ms,
      ...(figures as unknown as JsonObject),
      ...told,
      reach: Object.fromEntries(reach),
    },
  };
}
