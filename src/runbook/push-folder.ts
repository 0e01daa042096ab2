import { vendorError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { Folder } from "../resources/kind.ts";
import { kindOf } from "../resources/registry.ts";
import { prune } from "./condition.ts";
import { completeInputs } from "./inputs.ts";
import { offlineBase } from "./offline.ts";
import type { PartnerRequest } from "./planning.ts";
import { resolveResources } from "./resources.ts";

/** Where files for a partner go. */
export interface PushFolder extends Folder {
  /** Prefixes that the access test empties. */
  readonly reserved: readonly string[];
}

/**
 * Where files for a partner go, by its runbook's `push`. Reads nothing.
 * @throws VendorError `pushNowhere` where its runbook names no folder; `blueprintInvalid`
 */
export function pushFolderOf({ config, runbook, partner, inputs: answers }: PartnerRequest): PushFolder {
  const inputs = completeInputs(runbook.inputs, answers);
  const base = offlineBase(config);
  const asked = { config, subject: partner, rehearsal: false, standIn: false, inputs, base, tags: {} };
  const folders = resolveResources(runbook, asked).flatMap(({ id, kind, props, canary }) => {
    const folder = kindOf(kind).folder?.(props);
    return folder === undefined ? [] : [{ id, canary, folder }];
  });
  const declared = runbook.document.push as Json | undefined;
  const facts = { rehearsal: false, standIn: false, inputs };
  const named = declared === undefined ? undefined : prune(declared, facts);
  const target = folders.find(({ id }) => id === named);
  if (target === undefined) throw vendorError("pushNowhere", { partner, runbook: runbook.name });
  const reserved = folders.flatMap(({ canary, folder }) => (canary ? [folder.prefix] : []));
  return { ...target.folder, reserved };
}
