/** What a proof says of a pair: `apart`: they reach nothing in common · `overlap`: they do · `open`: not decided. */
export type Verdict = "apart" | "overlap" | "open";

/** What a proof found, as far as pairs of partners are concerned. */
export interface Found {
  /** Two that reach the same; those of a partner and a look-alike are left out. */
  readonly overlaps: readonly (readonly [string, string])[];
  /** Overlaps beyond these. */
  readonly more: number;
  /** What was not decided; `other` absent where it is about the partner as a whole. */
  readonly unproven: readonly { readonly subject: string; readonly other?: string | undefined }[];
  /** Partners whose documents were not told. */
  readonly untold: readonly string[];
}

/** The verdict on each pair, in either direction. */
export function verdictsOf({
  overlaps,
  more,
  unproven,
  untold,
}: Found): (one: string, other: string) => Verdict {
  const overlapping = new Set(overlaps.map(([one, other]) => pairKey(one, other)));
  const openPairs = new Set(
    unproven.flatMap(({ subject, other }) => (other === undefined ? [] : [pairKey(subject, other)])),
  );
  const openPartners = new Set([
    ...untold,
    ...unproven.flatMap(({ subject, other }) => (other === undefined ? [subject] : [])),
  ]);
  // Of a thousand partners there are a million pairs, and nearly always nothing is to be looked up.
  if (overlapping.size + openPairs.size + openPartners.size + more === 0) return () => "apart";
  return (one, other) => {
    const key = pairKey(one, other);
    if (overlapping.has(key)) return "overlap";
    // Overlaps beyond those that are told have no names: nobody is proven apart from anybody.
    const open = more > 0 || openPairs.has(key) || openPartners.has(one) || openPartners.has(other);
    return open ? "open" : "apart";
  };
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
