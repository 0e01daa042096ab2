import { vendorError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { defaultKeyPolicy, estateOf } from "../../policy/prove/estate.ts";
import { proveDisjoint } from "../../policy/prove/prove.ts";
import { requestText } from "../../policy/prove/text.ts";
import type { Overlap, Proof, ProofInput } from "../../policy/prove/types.ts";
import { neighboursOf } from "../../runbook/neighbours.ts";
import { recordedPartners } from "../neighbours.ts";
import { counted, plain, wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { inWorkplace, type Workplace, withAws } from "../workplace.ts";
import { liveDocuments } from "./live-documents.ts";

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
    const { input, unknown } = await recordedInput(session, place, partners);
    const read = live
      ? await withAws(session, place, ({ aws }) => liveDocuments(input, aws))
      : { input, gone: [] };
    const startedAt = session.host.clock.now();
    const proof = proveDisjoint(read.input);
    const ms = session.host.clock.now() - startedAt;
    const missing = [...unknown.map(({ partner, why }) => `${partner}: ${why}`), ...read.gone];
    return resultOf(session, proof, { ms, live, missing });
  });
}

interface Recorded {
  readonly input: ProofInput;
  readonly unknown: readonly { readonly partner: string; readonly why: string }[];
}

async function recordedInput(
  session: Session,
  place: Workplace,
  partners: readonly string[],
): Promise<Recorded> {
  const { config } = place;
  const recorded = await recordedPartners(session, place);
  const names = recorded.map(({ partner }) => partner);
  const stranger = partners.find((partner) => !names.includes(partner));
  if (stranger !== undefined)
    throw vendorError("partnerUnknown", { partner: stranger, known: names.join(", ") });
  const focus = partners.length === 0 ? names : partners;
  const { partners: documents, unknown, lookAlikes } = neighboursOf(config, recorded, focus);
  const estate = estateOf(config);
  const input: ProofInput = {
    estate,
    subjects: documents.map(({ subject }) => subject),
    attached: [defaultKeyPolicy(estate), ...documents.flatMap(({ attached }) => attached)],
    grants: documents.flatMap(({ grants }) => grants),
    lookAlikes,
    ...(partners.length === 0 ? {} : { focus: partners }),
  };
  return { input, unknown };
}

interface About {
  readonly ms: number;
  readonly live: boolean;
  /** What has no documents to prove anything from, in words. */
  readonly missing: readonly string[];
}

function resultOf(session: Session, proof: Proof, about: About): CommandResult {
  const holds = proof.overlaps.length === 0 && proof.unproven.length === 0 && about.missing.length === 0;
  const { reach, ...figures } = proof;
  return {
    outcome: holds ? "proven" : proof.overlaps.length > 0 ? "overlapping" : "not-proven",
    exit: holds ? 0 : 10,
    text: textOf(session, proof, about),
    data: {
      documents: about.live ? "live" : "runbooks",
      milliseconds: about.ms,
      ...(figures as unknown as JsonObject),
      missing: about.missing,
      reach: Object.fromEntries(reach),
    },
  };
}

function textOf({ outStyle }: Session, proof: Proof, { ms, live, missing }: About): string {
  const { overlaps, more, unproven } = proof;
  const block = (text: string, indent = "  ") => wrap(plain(text), outStyle.width, indent);
  const open = [
    ...unproven.map(
      ({ subject, other, why }) => `${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`,
    ),
    ...missing,
  ];
  const from = live ? "the documents in force" : "what the runbooks say (--live: what is in force)";
  const scope = `${counted(proof.pairs, "pair")} of ${counted(proof.subjects, "partner")} and ${counted(proof.lookAlikes, "look-alike")}, from ${from}, in ${ms} ms`;
  const verdict =
    overlaps.length === 0 && open.length === 0
      ? `${outStyle.good("✓")} No two reach the same.`
      : overlaps.length === 0
        ? `${outStyle.warn("!")} Nothing overlaps, and not everything is proven.`
        : outStyle.bad(`✗ ${counted(overlaps.length, "overlap")}.`);
  return [
    ...overlaps.flatMap((overlap) => [
      outStyle.bad(block(`✗ ${titleOf(overlap)}`, "")),
      ...sidesOf(overlap).map((text) => block(text)),
      "",
    ]),
    ...(more === 0 ? [] : [outStyle.bad(block(`… and ${counted(more, "pair")} more that overlap`, "")), ""]),
    ...open.map((text) => outStyle.warn(block(`! not proven: ${text}`, ""))),
    ...(open.length === 0 ? [] : [""]),
    verdict,
    outStyle.dim(block(scope)),
  ].join("\n");
}

function titleOf({ domain, what, one, other }: Overlap): string {
  const name = "lookAlike" in other ? `the look-alike ${other.lookAlike}` : other.subject;
  const reached = what === "" ? "everything" : `"${what}"`;
  return `${one.subject} and ${name} both reach ${reached} (${domain})`;
}

function sidesOf({ one, other }: Overlap): readonly string[] {
  return ("lookAlike" in other ? [one] : [one, other]).map(
    (side) => `${side.subject}: ${requestText(side)}, ${side.decision.why}`,
  );
}
