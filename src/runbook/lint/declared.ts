import { basename } from "node:path";
import { CATALOGUE_GROUPS, CONTROL_IDS } from "../../access/catalogue/index.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { meantOrKnown } from "../../core/suggest.ts";
import { kinds } from "../../resources/registry.ts";
import { CONDITION } from "../condition.ts";
import { checkInput } from "../inputs.ts";
import type { Runbook } from "../runbooks.ts";
import type { InputSpec } from "../types.ts";
import { findingAt, type RunbookFinding } from "./finding.ts";

type Path = readonly PropertyKey[];
type Found = readonly RunbookFinding[];

/** What can be told from a runbook as it is written, before anything is filled in. */
export function lintDeclared(runbook: Runbook): Found {
  return [
    ...lintName(runbook),
    ...runbook.inputs.flatMap((input, index) => lintInput(runbook, input, index)),
    ...lintKinds(runbook),
    ...lintConditions(runbook),
    ...lintAccess(runbook),
  ];
}

function lintName({ name, yaml }: Runbook): Found {
  if (basename(yaml.file).replace(/\.ya?ml$/, "") === name) return [];
  const message = `It is called "${name}", and its file ${basename(yaml.file)}: --runbook ${name} does not find it.`;
  return [
    findingAt(yaml, ["runbook"], {
      rule: "file-name",
      severity: "error",
      message,
      hint: `Call the file ${name}.yaml.`,
    }),
  ];
}

function lintInput({ inputs, yaml }: Runbook, input: InputSpec, index: number): Found {
  const { name, type, when, choices = [], default: fallback } = input;
  const error = (path: Path, message: string, hint?: string) =>
    findingAt(yaml, ["inputs", name, ...path], { rule: "input", severity: "error", message, hint });
  const earlier = inputs.slice(0, index).map((one) => one.name);
  const wrong = fallback === undefined ? undefined : checkInput(input, fallback);
  return [
    ...(when !== undefined && !earlier.includes(when.input)
      ? [
          error(
            ["when", "input"],
            inputs.some((one) => one.name === when.input)
              ? `It is asked before "${when.input}", on which it depends.`
              : `There is no input "${when.input}".`,
            meantOrKnown(when.input, earlier, "inputs before it"),
          ),
        ]
      : []),
    ...(type === "choice" && choices.length < 2
      ? [error(["type"], "A choice needs two choices or more.")]
      : []),
    ...(type !== "choice" && choices.length > 0
      ? [error(["choices"], `Only a choice has choices; this is a ${type}.`)]
      : []),
    ...(wrong === undefined ? [] : [error(["default"], `The default is no valid answer. ${wrong}`)]),
  ];
}

function lintKinds({ document, yaml }: Runbook): Found {
  return Object.entries(document.resources)
    .filter(([, { kind }]) => !kinds.has(kind))
    .map(([id, { kind }]) =>
      findingAt(yaml, ["resources", id, "kind"], {
        rule: "kind-unknown",
        severity: "error",
        message: `There is no kind "${kind}".`,
        hint: meantOrKnown(kind, [...kinds.keys()], "kinds"),
      }),
    );
}

/** Conditions that name an input, or an answer, that there is not never hold, or always. */
function lintConditions({ document, yaml, inputs }: Runbook): Found {
  return conditionsIn(document as unknown as Json, []).flatMap(({ path, condition }) => {
    const [, , , input, wanted] = CONDITION.exec(condition) ?? [];
    if (input === undefined) return [];
    const spec = inputs.find(({ name }) => name === input);
    const unknown = (message: string, hint?: string) => [
      findingAt(yaml, path, { rule: "condition-unknown", severity: "error", message, hint }),
    ];
    if (spec === undefined)
      return unknown(
        `"${condition}": there is no input "${input}".`,
        meantOrKnown(
          input,
          inputs.map(({ name }) => name),
          "inputs",
        ),
      );
    const answers = spec.choices?.map(({ value }) => value);
    if (wanted === undefined || answers === undefined || answers.includes(wanted)) return [];
    return unknown(
      `"${condition}": ${input} is never "${wanted}".`,
      meantOrKnown(wanted, answers, "choices"),
    );
  });
}

function conditionsIn(
  value: Json,
  path: Path,
): readonly { readonly path: Path; readonly condition: string }[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => conditionsIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const texts = [member].flat().filter((one) => typeof one === "string");
    if (key === "when" && texts.length > 0)
      return texts.map((condition) => ({ path: [...path, key], condition }));
    return conditionsIn(member, [...path, key]);
  });
}

/** Groups, probes and actors that there are not, and what a partner must not be without. */
function lintAccess({ document, yaml }: Runbook): Found {
  const { access } = document;
  const error = (path: Path, rule: string, message: string, hint?: string) =>
    findingAt(yaml, ["access", ...path], { rule, severity: "error", message, hint });
  const actors = Object.keys(access.actors);
  const groups = access.probes.map((entry) => (typeof entry === "string" ? entry : entry.group));
  const picked = (["gates", "death"] as const).flatMap((list) =>
    access[list].flatMap((entry, index) => {
      const { probe, actor } = typeof entry === "string" ? { probe: entry, actor: undefined } : entry;
      return [
        ...(CONTROL_IDS.has(probe)
          ? []
          : [
              error(
                [list, index],
                "probe-unknown",
                `There is no probe "${probe}".`,
                meantOrKnown(probe, [...CONTROL_IDS], "controls"),
              ),
            ]),
        ...(actor === undefined || actors.includes(actor)
          ? []
          : [
              error(
                [list, index],
                "actor-unknown",
                `There is no actor "${actor}".`,
                meantOrKnown(actor, actors, "actors"),
              ),
            ]),
      ];
    }),
  );
  return [
    ...groups.flatMap((group, index) =>
      CATALOGUE_GROUPS.includes(group)
        ? []
        : [
            error(
              ["probes", index],
              "group-unknown",
              `There is no group of probes "${group}".`,
              meantOrKnown(group, CATALOGUE_GROUPS, "groups"),
            ),
          ],
    ),
    ...picked,
    ...(access.gates.length === 0
      ? [
          error(
            ["gates"],
            "no-gates",
            "Nothing is waited for: the access test would meet paths that have not spread yet.",
          ),
        ]
      : []),
    ...(access.death.length === 0
      ? [
          error(
            ["death"],
            "no-death",
            "Nothing is proven dead: an offboarding could not show that access has ended.",
          ),
        ]
      : []),
  ];
}
