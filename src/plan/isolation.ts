import { type Problem, vendorError } from "../core/errors.ts";
import type { Isolation } from "../core/plan.ts";
import { defaultKeyPolicy, estateOf } from "../policy/prove/estate.ts";
import { proveDisjoint } from "../policy/prove/prove.ts";
import { requestText } from "../policy/prove/text.ts";
import type { LookAlike, Overlap, Proof, Unproven } from "../policy/prove/types.ts";
import type { Scope } from "../resources/kind.ts";
import { documentsOf, type SubjectDocuments } from "./reach.ts";
import type { Blueprint } from "./types.ts";

/** Whom a new partner is compared with. */
export interface Neighbours {
  /** Documents of every other partner, as their runbooks resolve them for their recorded inputs. */
  readonly partners: readonly SubjectDocuments[];
  /** Partners whose documents could not be told, and why. */
  readonly unknown: readonly { readonly partner: string; readonly why: string }[];
  /** Slices that the subjects of the plan could be confused with. */
  readonly lookAlikes: readonly LookAlike[];
  readonly base: {
    readonly account: string;
    readonly region: string;
    readonly bucket: string;
    readonly kmsKey: string;
  };
}

/** Overlaps that a refusal tells: each names the statements that would have to change. */
const SHOWN = 3;

/**
 * Proves from the documents that neither a new partner nor its twin reaches what another partner or a look-alike does.
 * The result is the same whoever else there is, so a reviewed plan stays good while others come and go.
 * @throws VendorError `reachOverlaps` with the requests by which it would
 */
export function proveIsolation(
  blueprints: readonly Blueprint[],
  { partners, unknown, lookAlikes, base }: Neighbours,
  scope: Omit<Scope, "tags" | "partner">,
): Isolation {
  const estate = estateOf(base);
  const [live, ...twins] = blueprints.map((blueprint) => documentsOf(blueprint, scope));
  if (live === undefined) return { reach: {}, lookAlikes: [], unproven: [] };
  const all = [live, ...twins.map(ownRoles), ...partners];
  const proof = proveDisjoint({
    estate,
    subjects: all.map(({ subject }) => subject),
    attached: [defaultKeyPolicy(estate), ...all.flatMap(({ attached }) => attached)],
    grants: all.flatMap(({ grants }) => grants),
    lookAlikes,
    focus: blueprints.map(({ subject }) => subject),
  });
  refuseOverlaps(proof, live.subject.name);
  return {
    reach: proof.reach.get(live.subject.name) ?? {},
    lookAlikes: lookAlikes.filter(({ subject }) => subject === live.subject.name).map(({ name }) => name),
    unproven: [
      ...proof.unproven.map(unprovenText),
      ...unknown.map(({ partner, why }) => `${partner}: ${why}`),
    ],
  };
}

/**
 * In a rehearsal the sandbox account stands in for the partner's own, for every twin alike: only the twin's roles are
 * its own, and what lets the sandbox in lets no partner in.
 */
function ownRoles(twin: SubjectDocuments): SubjectDocuments {
  const principals = twin.subject.principals.filter(({ identity }) => identity !== undefined);
  const own = new Set(principals.map(({ arn }) => arn));
  return {
    subject: { ...twin.subject, principals },
    attached: [],
    grants: twin.grants.filter(({ grantee }) => own.has(grantee)),
  };
}

function unprovenText({ subject, other, why }: Unproven): string {
  return `${subject}${other === undefined ? "" : ` and ${other}`}: ${why}`;
}

/** @param partner whom the plan is about; it is named first where it is one of the two */
function refuseOverlaps({ overlaps }: Proof, partner: string): void {
  const about = overlaps.filter((overlap) => namesIn(overlap).includes(partner));
  const shown = (about.length > 0 ? about : overlaps).slice(0, SHOWN);
  const [first] = shown;
  if (first === undefined) return;
  const [one, other] =
    "lookAlike" in first.other || first.other.subject !== partner
      ? [first.one, first.other]
      : [first.other, first.one];
  const name = "lookAlike" in other ? `the look-alike ${other.lookAlike}` : other.subject;
  throw vendorError(
    "reachOverlaps",
    { partner: one.subject, other: name, what: requestText(one) },
    { problems: shown.flatMap(problemsOf) },
  );
}

function namesIn({ one, other }: Overlap): readonly string[] {
  return [one.subject, ...("lookAlike" in other ? [] : [other.subject])];
}

function problemsOf({ one, other }: Overlap): readonly Problem[] {
  return ("lookAlike" in other ? [one] : [one, other]).map((side) => ({
    field: side.subject,
    message: `${requestText(side)}: ${side.decision.why}.`,
  }));
}
