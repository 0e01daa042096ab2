/** A path to a service on its way to consistency. Times in milliseconds since the gate opened. */
export interface Path {
  readonly service: Service;
  /** Whether it answers as it will for ever at this moment. */
  answers(at: number): boolean;
  /** From here on it does for ever. */
  readonly consistentAt: number;
  /** How long the next attempt takes. */
  latency(): number;
}

/**
 * How a path misbehaves before it is consistent:
 * - `brief`: answers at random, now old, now new, for less long than the window of the gate;
 * - `dips`: up to a minute of dips that each last longer than the gate's polling interval, with calm between them that is
 *   shorter than its window;
 * - `copies`: some of several copies are stale for up to a minute, and each attempt meets one of them at random.
 */
export const FLAPPING = ["brief", "dips", "copies"] as const;

/** One of {@link FLAPPING}. */
export type Flapping = (typeof FLAPPING)[number];

/** Times until a change is first seen, and of an attempt, by service. Public reports tell of seconds to minutes. */
export const SERVICES = {
  sts: { least: 200, most: 60_000, quick: 30, slow: 250 },
  s3: { least: 100, most: 30_000, quick: 20, slow: 200 },
  kms: { least: 500, most: 240_000, quick: 20, slow: 200 },
  secrets: { least: 500, most: 60_000, quick: 20, slow: 300 },
  sftp: { least: 1_000, most: 120_000, quick: 300, slow: 1_500 },
} as const;

/** A service that a path leads to. */
export type Service = keyof typeof SERVICES;

/** The longest that two attempts of a streak are apart: the longest pause, and one attempt. */
export const LONGEST_INTERVAL = 1_000 + Math.max(...Object.values(SERVICES).map(({ slow }) => slow));

/** Makes a path at random. @param windowMs how long a gate wants it to answer without a break */
export function makePath(flapping: Flapping, windowMs: number, random: () => number): Path {
  const between = (least: number, most: number) => least + random() * (most - least);
  const names = Object.keys(SERVICES) as Service[];
  const service = names[Math.floor(random() * names.length)] ?? "s3";
  const { least, most, quick, slow } = SERVICES[service];
  // Most changes are seen soon, a few very late.
  const firstAt = least * (most / least) ** random();
  const latency = () => between(quick, slow);
  if (flapping === "dips") {
    const dips = dipsFrom(firstAt, windowMs, between);
    const consistentAt = dips.at(-1)?.until ?? firstAt;
    const answers = (at: number) => !dips.some(({ from, until }) => at >= from && at < until);
    return { service, answers, consistentAt, latency };
  }
  const consistentAt = firstAt + (flapping === "brief" ? between(0, windowMs) : between(0, 60_000));
  const stale = flapping === "brief" ? between(0.02, 0.98) : STALE_SHARE;
  const answers = (at: number) => at >= consistentAt || (at >= firstAt && random() >= stale);
  return { service, answers, consistentAt, latency };
}

/** How many of the copies are stale in `copies`: one of three. */
export const STALE_SHARE = 1 / 3;

interface Dip {
  readonly from: number;
  readonly until: number;
}

function dipsFrom(
  firstAt: number,
  windowMs: number,
  between: (least: number, most: number) => number,
): readonly Dip[] {
  const dips: Dip[] = [{ from: 0, until: firstAt }];
  const end = firstAt + between(0, 60_000);
  for (let at = firstAt; at < end; ) {
    const from = at + between(1, windowMs);
    at = from + between(LONGEST_INTERVAL, 5_000);
    dips.push({ from, until: at });
  }
  return dips;
}
