import type { ActorSpec, Probe } from "../../core/probe.ts";
import { denied } from "./build.ts";

/** Another partner that lives, as far as one partner's actor may know of it. */
export interface Neighbour {
  readonly partner: string;
  readonly user: string;
  readonly prefix: string;
}

/** The actors and probes by which one partner tries what belongs to others that live. */
export interface PairTest {
  readonly actors: Readonly<Record<string, ActorSpec>>;
  readonly probes: readonly Probe[];
}

/** Group of the probes of {@link pairTest}; their IDs are `pair.WHAT.PARTNER`. */
export const PAIRS = "pairs";

type SftpActor = Extract<ActorSpec, { type: "sftp" }>;

/**
 * What the SFTP actor `name` tries of its neighbours. Nothing needs to be planted: the folder of a partner that lives is
 * always there, and its account takes keys. The controls are those of the SFTP group.
 */
export function pairTest(
  name: string,
  actor: SftpActor,
  bucket: string,
  neighbours: readonly Neighbour[],
): PairTest {
  const tests = neighbours.map((neighbour) => {
    const visitor = `${name}:${neighbour.partner}`;
    return {
      actor: [visitor, { ...actor, user: neighbour.user }] as const,
      probes: probesOf(name, visitor, bucket, neighbour),
    };
  });
  return {
    actors: Object.fromEntries(tests.map((test) => test.actor)),
    probes: tests.flatMap((test) => test.probes),
  };
}

function probesOf(
  own: string,
  visitor: string,
  bucket: string,
  { partner, prefix }: Neighbour,
): readonly Probe[] {
  const look = (id: string, path: string, title: string): Probe =>
    denied(
      { group: PAIRS, actor: own },
      `pair.${id}.${partner}`,
      "sftp.own.list",
      { type: "sftp", action: { op: "list", path } },
      { title, reason: "Each partner sees its own folder only.", covers: "sftp.confined" },
    );
  return [
    denied(
      { group: PAIRS, actor: visitor },
      `pair.login.${partner}`,
      "sftp.own.login",
      { type: "sftp", action: { op: "login" } },
      {
        title: `log in as ${partner} with the own key`,
        reason: "A key opens one account.",
        covers: "sftp.own-key",
      },
    ),
    look("parent", `/../${prefix}`, `list the folder of ${partner} through \`..\``),
    look("bucket", `/${bucket}/${prefix}`, `list the folder of ${partner} by its path in the bucket`),
  ];
}
