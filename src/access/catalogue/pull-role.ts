import type { Probe } from "../../core/probe.ts";
import { assumeControl, assumeOwn } from "./control.ts";
import { kms } from "./kms.ts";
import { s3List } from "./s3-list.ts";
import { s3Object } from "./s3-object.ts";
import { s3Own } from "./s3-own.ts";
import { secrets, secretsOwn } from "./secrets.ts";
import type { Targets } from "./targets.ts";

/** Controls of {@link pullRole}: the role that the partner's account assumes does what the partner's own does. */
export function pullRoleOwn(targets: Targets): Probe[] {
  return asPuller(targets, "own", [s3Own, assumeOwn, secretsOwn]);
}

/** The same isolation for the role that the partner's account assumes: it has documents of its own. */
export function pullRole(targets: Targets): Probe[] {
  return asPuller(targets, "pull-role", [s3List, s3Object, assumeControl, kms, secrets]);
}

function asPuller(
  targets: Targets,
  group: string,
  lists: readonly ((targets: Targets) => Probe[])[],
): Probe[] {
  const { actors, pullRole: role } = targets;
  if (actors.puller === undefined || role === undefined) return [];
  const { standIn } = actors;
  const own: Targets = {
    ...targets,
    role: { ...targets.role, ...role },
    actors: { session: actors.puller, ...(standIn === undefined ? {} : { standIn }) },
  };
  return lists
    .flatMap((list) => list(own))
    .map((probe) => ({
      ...probe,
      id: `pull.${probe.id}`,
      group,
      title: `${probe.title} by the role for the partner's account`,
      ...(probe.control === undefined ? {} : { control: `pull.${probe.control}` }),
    }));
}
