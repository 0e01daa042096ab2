import { vendorError } from "../../core/errors.ts";
import type { Probe } from "../../core/probe.ts";
import { assumeOwn, control } from "./control.ts";
import { crossAccount, crossAccountOwn } from "./cross-account.ts";
import { EXAMPLE_TARGETS, EXAMPLES } from "./example.ts";
import { kms } from "./kms.ts";
import { outside } from "./outside.ts";
import { pullRole, pullRoleOwn } from "./pull-role.ts";
import { s3List } from "./s3-list.ts";
import { s3Object } from "./s3-object.ts";
import { s3Own } from "./s3-own.ts";
import { secrets, secretsOwn } from "./secrets.ts";
import { sftp, sftpOwn } from "./sftp.ts";
import type { Targets } from "./targets.ts";
import { workload, workloadOwn } from "./workload.ts";

export { type Targets, targetsSchema } from "./targets.ts";

/** Group → its probes. A group whose actor is absent is empty. */
const GROUPS: Readonly<Record<string, (targets: Targets) => Probe[]>> = {
  own: (targets) =>
    [s3Own, assumeOwn, secretsOwn, sftpOwn, crossAccountOwn, pullRoleOwn, workloadOwn].flatMap((own) =>
      own(targets),
    ),
  "s3-list": s3List,
  "s3-object": s3Object,
  control,
  kms,
  secrets,
  outside,
  sftp,
  "cross-account": crossAccount,
  "pull-role": pullRole,
  workload,
};

/** Names of the catalogue's groups, as runbooks write them. */
export const CATALOGUE_GROUPS: readonly string[] = Object.keys(GROUPS);

/** IDs of all positive controls, whether or not some targets have them. */
export const CONTROL_IDS: ReadonlySet<string> = new Set(
  [EXAMPLE_TARGETS, { ...EXAMPLE_TARGETS, actors: { standIn: "standIn" } }].flatMap((targets) =>
    catalogue(["own"], targets).map((probe) => probe.id),
  ),
);

/** Every probe that there can be, once: for documentation. */
export function everyProbe(): readonly Probe[] {
  const all = EXAMPLES.flatMap((targets) => catalogue(CATALOGUE_GROUPS, targets));
  return [...new Map(all.map((probe) => [probe.id, probe])).values()];
}

/**
 * The probes of some groups against some targets, each once, with the controls that they need even where the group
 * `own` is not asked for. Controls come first.
 *
 * @throws VendorError `probeGroupUnknown`
 */
export function catalogue(groups: readonly string[], targets: Targets): Probe[] {
  const own = GROUPS.own?.(targets) ?? [];
  const asked = [...new Set(groups)].flatMap((name) => {
    const group = GROUPS[name];
    if (!group) throw vendorError("probeGroupUnknown", { group: name, known: CATALOGUE_GROUPS.join(", ") });
    return group(targets).map((probe) => withControl(probe, own));
  });
  const needed = new Set([
    ...asked.map((probe) => probe.id),
    ...asked.flatMap((probe) => probe.control ?? []),
  ]);
  const controls = own.filter((probe) => needed.has(probe.id));
  return [...controls, ...asked.filter((probe) => probe.group !== "own")];
}

/** A probe whose control is something that its actor may not do has the first thing that it may in its place. */
function withControl(probe: Probe, own: readonly Probe[]): Probe {
  if (probe.control === undefined || own.some(({ id }) => id === probe.control)) return probe;
  const control = own.find(({ actor }) => actor === probe.actor)?.id;
  return control === undefined ? probe : { ...probe, control };
}
