import type { Aws } from "../aws/aws.ts";
import { AwsFailure } from "../aws/failure.ts";
import { codeOf, type Problem, VendorError } from "../core/errors.ts";
import { HIDDEN_LATER } from "../core/hidden.ts";
import type { JsonObject } from "../core/json.ts";
import { takeInventory } from "../plan/inventory.ts";
import { foreignItems } from "../plan/ownership.ts";
import type { BlueprintResource } from "../plan/types.ts";
import type { Item } from "../resources/item.ts";
import type { Room, Scope } from "../resources/kind.ts";
import { ownershipTags } from "../resources/ownership.ts";
import { examplesOf } from "./examples.ts";
import { completeInputs } from "./inputs.ts";
import { offlineBase } from "./offline.ts";
import { resolveResources } from "./resources.ts";
import type { Runbook } from "./runbooks.ts";
import type { Config } from "./types.ts";

/** What AWS says of a name before anything else is known of its partner. */
export interface Outlook {
  /** What speaks against it: what exists under its names and is not the partner's, and limits that are used up. */
  readonly problems: readonly Problem[];
  /** What is left of each limit that all partners share, and what this one takes. */
  readonly rooms: readonly Room[];
  /** How many partners like it fit, it included: by the limit that is reached first. Absent where none is known of. */
  readonly fits?: { readonly count: number; readonly of: string };
}

/**
 * Looks up what a new partner's resources would be called and would take, as far as that can be told before the
 * runbook's inputs are answered: inputs without a default are as in its first example. Reads only.
 * @throws AwsFailure
 */
export async function outlookOf(
  config: Config,
  runbook: Runbook,
  partner: string,
  aws: Aws,
): Promise<Outlook> {
  const { account, region } = config;
  const partition = config.kmsKey.split(":")[1] ?? "aws";
  // Whose the partner is has no part in whether it is in the way.
  const tags = ownershipTags(partner, runbook, "");
  const resources = resourcesOf(config, runbook, partner);
  const scope = { partition, account, region, partner, tags };
  const blueprint = { subject: partner, resources, actors: {}, probes: [], gates: [], death: [] };
  const items = await takeInventory(blueprint, scope, aws, true);
  const rooms = await Promise.all(items.flatMap((item) => roomOf(item, scope, aws)));
  const known = together(rooms.flatMap((room) => room ?? []));
  const problems = [...foreignItems(items, scope, true), ...known.flatMap(tooLittle)];
  return { problems, rooms: known, ...fitsIn(known) };
}

/** What several resources of one partner take of the same limit adds up. */
function together(rooms: readonly Room[]): readonly Room[] {
  const limits = [...new Set(rooms.map(({ of }) => of))];
  return limits.flatMap((limit) => {
    const [first, ...others] = rooms.filter(({ of }) => of === limit);
    if (first === undefined) return [];
    return [{ ...first, needs: others.reduce((sum, { needs }) => sum + needs, first.needs) }];
  });
}

/** None where they can't be told without answers. */
function resourcesOf(config: Config, runbook: Runbook, subject: string): readonly BlueprintResource[] {
  const base = offlineBase(config);
  const resolved = (answers: JsonObject) => {
    const inputs = completeInputs(runbook.inputs, { ...hiddenOf(runbook), ...answers });
    return resolveResources(runbook, { config, subject, rehearsal: false, standIn: false, inputs, base });
  };
  try {
    return resolved({});
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== codeOf("blueprintInvalid")) throw error;
    const [example] = examplesOf(runbook);
    return example === undefined ? [] : resolved(example.inputs);
  }
}

/** What is entered hidden is in no example, and no name depends on it. */
function hiddenOf({ inputs }: Runbook): JsonObject {
  const hidden = inputs.filter(({ type }) => type === "secret");
  return Object.fromEntries(hidden.map(({ name }) => [name, HIDDEN_LATER]));
}

/** What is there already takes no room; what can't be read is told by the run that needs it. */
function roomOf({ kind, props, live }: Item, scope: Scope, aws: Aws): readonly Promise<Room | undefined>[] {
  const room = live === undefined ? kind.room?.(props, scope, aws) : undefined;
  if (room === undefined) return [];
  return [
    room.catch((error: unknown) => {
      if (error instanceof AwsFailure) return undefined;
      throw error;
    }),
  ];
}

function tooLittle({ of, left, needs, remedy }: Room): readonly Problem[] {
  return needs <= left
    ? []
    : [{ message: `There is no room for it: it takes ${needs} ${of}, and ${left} are left.`, hint: remedy }];
}

function fitsIn(rooms: readonly Room[]): Pick<Outlook, "fits"> {
  const [least] = rooms
    .map(({ of, left, needs }) => ({ count: Math.floor(left / needs), of }))
    .sort((one, other) => one.count - other.count);
  return least === undefined ? {} : { fits: least };
}
