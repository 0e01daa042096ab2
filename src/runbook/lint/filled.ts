import { VendorError } from "../../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Blueprint } from "../../plan/types.ts";
import { unreadParts } from "../../plan/unread.ts";
import { lintPolicy } from "../../policy/lint.ts";
import { validateDocument } from "../../policy/validate.ts";
import type { Item } from "../../resources/item.ts";
import { offlineBase } from "../offline.ts";
import { resolveBlueprint } from "../resolve.ts";
import type { Runbook } from "../runbooks.ts";
import type { Config } from "../types.ts";
import { twinOf } from "../values.ts";
import { findingAt, findingOf, type RunbookFinding } from "./finding.ts";

/** The partner that a runbook is filled in for, with answers that were checked. */
export interface FilledFor {
  readonly config: Config;
  readonly partner: string;
  readonly inputs: JsonObject;
}

type Found = readonly RunbookFinding[];

/** The three ways in which a partner is looked at. */
type Standing = "live" | "rehearsal" | "leaving";

/**
 * What can be told once a runbook is filled in: for the partner as it lives, for its twin, and in the moments before its
 * freeze. Nothing is read.
 */
export function lintFilled(runbook: Runbook, filled: FilledFor): Found {
  const looks = (["live", "rehearsal", "leaving"] as const).map((standing) =>
    look(runbook, filled, standing),
  );
  const [live, rehearsal, leaving] = looks.map(({ blueprint }) => blueprint);
  return [
    ...looks.flatMap(({ findings }) => findings),
    ...(live === undefined ? [] : lintDocuments(runbook, filled, live)),
    ...(live === undefined || leaving === undefined ? [] : lintLeft(runbook, live, leaving)),
    ...(rehearsal === undefined ? [] : lintTest(runbook, rehearsal)),
  ];
}

function look(
  runbook: Runbook,
  { config, partner, inputs }: FilledFor,
  standing: Standing,
): { readonly blueprint?: Blueprint; readonly findings: Found } {
  const rehearsal = standing === "rehearsal";
  const request = {
    config,
    subject: rehearsal ? twinOf(partner) : partner,
    rehearsal,
    standIn: standing !== "live",
    inputs,
    base: offlineBase(config),
    tags: {},
  };
  try {
    return { blueprint: resolveBlueprint(runbook, request), findings: [] };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    const problems = error.problems.length > 0 ? error.problems : [{ message: error.message }];
    return { findings: problems.map((problem) => findingOf(problem, runbook.yaml.file, "filled-in")) };
  }
}

/** What AWS would refuse in the documents of a partner that lives, and what is too open. */
function lintDocuments(runbook: Runbook, { config }: FilledFor, blueprint: Blueprint): Found {
  const { account, region, gates } = config;
  const { partition } = offlineBase(config);
  const scope = { partition, account, region, partner: blueprint.subject, tags: {} };
  return unreadParts(blueprint, scope, gates).items.flatMap((item) =>
    (item.kind.documents?.(item.props) ?? []).flatMap(({ name, kind, document }) => {
      const refused = validateDocument(document, kind).map(({ field = "", message }) =>
        findingAt(runbook.yaml, pathOf(runbook, item, field.match(/^Statement\[(\d+)\]/)?.[1], document), {
          rule: "grammar",
          severity: "error",
          message: `${name}: ${message}`,
        }),
      );
      if (refused.length > 0) return refused;
      return lintPolicy(document, kind, { account }).map(({ rule, severity, statement, message }) =>
        findingAt(runbook.yaml, pathOf(runbook, item, statement?.index, document), {
          rule,
          severity,
          message: `${name}: ${message}`,
        }),
      );
    }),
  );
}

/** Where a runbook declares a statement of a resource: known by its Sid, else the resource itself. */
function pathOf(
  { document }: Runbook,
  { id }: Item,
  index: string | number | undefined,
  { Statement }: { readonly Statement: unknown },
): readonly PropertyKey[] {
  const found = index === undefined ? undefined : [Statement].flat()[Number(index)];
  const sid = isJsonObject(found as Json) ? (found as JsonObject).Sid : undefined;
  const at = ["resources", id];
  const inside =
    typeof sid === "string" ? statementIn(document.resources[id]?.props as Json, sid) : undefined;
  return inside === undefined ? at : [...at, "props", ...inside];
}

function statementIn(value: Json, sid: string): readonly PropertyKey[] | undefined {
  if (isJsonObject(value) && typeof value.Sid === "string" && isFilledFrom(sid, value.Sid)) return [];
  const members = Array.isArray(value)
    ? [...value.entries()]
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, member] of members) {
    const inside = statementIn(member as Json, sid);
    if (inside !== undefined) return [key, ...inside];
  }
  return undefined;
}

function isFilledFrom(text: string, template: string): boolean {
  const pattern = template.split(/\$\{[^}]+\}/).map((part) => part.replace(/[^\w]/g, "\\$&"));
  return new RegExp(`^${pattern.join("\\w*")}$`).test(text);
}

/** What an offboarding does not know of is never removed. */
function lintLeft({ yaml }: Runbook, live: Blueprint, leaving: Blueprint): Found {
  const seen = new Set(leaving.resources.map(({ id }) => id));
  return live.resources
    .filter(({ id, canary }) => !canary && !seen.has(id))
    .map(({ id }) =>
      findingAt(yaml, ["resources", id, "when"], {
        rule: "never-removed",
        severity: "error",
        message: `${id} is made for a partner and is not there for an offboarding: nothing would remove it.`,
        hint: "Let its condition hold while the partner leaves as well.",
      }),
    );
}

/** A rehearsal that shows nothing, or whose denials would prove nothing. */
function lintTest({ yaml }: Runbook, { probes, gates, death, actors }: Blueprint): Found {
  const error = (field: string, rule: string, message: string, hint?: string) =>
    findingAt(yaml, ["access", field], { rule, severity: "error", message, hint });
  const controls = new Set(probes.filter(({ expect }) => expect === "allowed").map(({ id }) => id));
  const vacuous = probes.filter(({ expect, control }) => expect === "denied" && !controls.has(control ?? ""));
  const named = vacuous
    .slice(0, 3)
    .map(({ id }) => id)
    .join(", ");
  const what = "in the rehearsal";
  return [
    ...(controls.size === 0
      ? [
          error(
            "probes",
            "no-control",
            `Nothing is tried ${what} that must be allowed.`,
            `Actors there: ${Object.keys(actors).join(", ") || "none"}.`,
          ),
        ]
      : []),
    ...(vacuous.length === 0
      ? []
      : [
          error(
            "probes",
            "no-control",
            `${vacuous.length} denials ${what} have no control that must be allowed first: ${named}.`,
          ),
        ]),
    ...(gates.length === 0 ? [error("gates", "no-gates", `Nothing is waited for ${what}.`)] : []),
    ...(death.length === 0 ? [error("death", "no-death", `Nothing is proven dead ${what}.`)] : []),
  ];
}
