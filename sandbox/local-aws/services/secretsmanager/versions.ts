import type { SecretRecord } from "../../tables.ts";

/** The versions of a secret by id. */
type Versions = SecretRecord["versions"];

/** The stage that GetSecretValue answers when nothing else is asked for. */
export const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** Most versions that are kept; of more, the oldest without a stage are dropped. */
const MOST_VERSIONS = 100;

/** The id of the version that carries a stage. */
export function versionAt(versions: Versions, stage: string): string | undefined {
  return Object.keys(versions).find((id) => versions[id]?.stages.includes(stage));
}

/** Adds a version, then moves stages to it. The first version of a secret always is the current one. */
export function addVersion(
  versions: Versions,
  id: string,
  version: Omit<Versions[string], "stages">,
  stages: readonly string[],
): Versions {
  const wanted = versionAt(versions, CURRENT) === undefined ? [...new Set([...stages, CURRENT])] : stages;
  const added: Versions = { ...versions, [id]: { ...version, stages: [] } };
  return pruned(wanted.reduce((all, stage) => moveStage(all, stage, id), added));
}

/**
 * Moves a stage to a version, or takes it away (`to` undefined). Moving AWSCURRENT makes the former current version
 * AWSPREVIOUS (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html).
 */
export function moveStage(versions: Versions, stage: string, to: string | undefined): Versions {
  const from = versionAt(versions, stage);
  const moved = withStage(versions, stage, to);
  if (stage !== CURRENT || from === undefined || from === to || to === undefined) return moved;
  return withStage(moved, PREVIOUS, from);
}

function withStage(versions: Versions, stage: string, to: string | undefined): Versions {
  return Object.fromEntries(
    Object.entries(versions).map(([id, version]) => {
      const others = version.stages.filter((name) => name !== stage);
      return [id, { ...version, stages: id === to ? [...others, stage] : others }];
    }),
  );
}

function pruned(versions: Versions): Versions {
  const ids = Object.keys(versions);
  const excess = ids.length - MOST_VERSIONS;
  if (excess <= 0) return versions;
  const idle = ids.filter((id) => versions[id]?.stages.length === 0).slice(0, excess);
  return Object.fromEntries(Object.entries(versions).filter(([id]) => !idle.includes(id)));
}
