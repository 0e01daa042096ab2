import { isUnderWay, type PartnerState, type Untested } from "../store/partners.ts";

/** What is kept of a partner about tests that were left out. */
export type Untestedness = Pick<PartnerState, "untested" | "livedUntested">;

/** What a command did about testing. */
export interface Done {
  readonly command: "adopt" | "test" | "onboard" | "offboard";
  /** Why the access test was left out. */
  readonly skipTest?: string;
  /** Whether an access test of the partner itself passed. */
  readonly tested: boolean;
  /** ISO time. */
  readonly at: string;
}

/**
 * What a command leaves untested: what it left out itself, or what was untested before and is no more tested now. That a
 * partner lived untested is kept for ever, also once a test has passed and once the partner is gone.
 * @param before where the partner stood
 */
export function untestedAfter(before: PartnerState | undefined, done: Done): Untestedness {
  const { untested, ...lived } = untestednessOf(before);
  if (done.command === "onboard" && done.skipTest !== undefined)
    return { ...lived, untested: { since: untested?.since ?? done.at, reason: done.skipTest } };
  if (untested === undefined) return lived;
  return done.tested || done.command === "offboard" ? over(lived, untested, done.at) : { ...lived, untested };
}

/** What is kept of a partner; of one with a run under way, or of which something was taken over, from before that. */
export function untestednessOf(state: PartnerState | undefined): Untestedness {
  if (state === undefined) return {};
  const { settled } = state;
  const { untested, livedUntested } =
    settled !== undefined && (isUnderWay(state) || state.state === "adopted") ? settled : state;
  return {
    ...(untested === undefined ? {} : { untested }),
    ...(livedUntested === undefined ? {} : { livedUntested }),
  };
}

function over(
  { livedUntested = [] }: Untestedness,
  { since, reason }: Untested,
  until: string,
): Untestedness {
  return { livedUntested: [...livedUntested, { since, until, reason }] };
}

/** Times without a test, each in words: `untested from 2026-01-02 to 2026-01-03: REASON`. */
export function livedUntestedTexts({ livedUntested = [] }: Untestedness): readonly string[] {
  return livedUntested.map(
    ({ since, until, reason }) => `untested from ${since.slice(0, 10)} to ${until.slice(0, 10)}: ${reason}`,
  );
}
