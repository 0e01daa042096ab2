import type { Json, JsonObject } from "../../core/json.ts";
import { reasonsOf, toDocument } from "../../policy/build.ts";
import { statementsOf } from "../../resources/document.ts";
import type { StatementProps } from "../../resources/schema.ts";
import {
  type RenderedSubject,
  type Rendering,
  type RenderRequest,
  renderRunbook,
} from "../../runbook/rendering.ts";
import { answerPairs } from "../render/plan.ts";
import { stageLines } from "../render/plan-stages.ts";
import type { Style } from "../render/style.ts";
import { counted, plain, table, wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { PartnerFlags } from "../sources.ts";
import { requestFor } from "./request.ts";
import { sourceOf, summaryOf } from "./summary.ts";

/** Options of `vendor runbook render`. */
export interface RenderOptions extends Omit<PartnerFlags, "runbook"> {
  readonly rehearsal?: boolean;
}

/** `vendor runbook render`: a runbook filled in for a partner, documents in full. Nothing is called. */
export async function renderCommand(
  session: Session,
  name: string,
  options: RenderOptions,
): Promise<CommandResult> {
  const request = await requestFor(session, name, options);
  const rendering = renderRunbook(request);
  return {
    outcome: "done",
    partner: request.partner,
    text: renderingText(session, request, rendering, options.rehearsal === true),
    data: {
      runbook: summaryOf(request.runbook),
      owner: request.owner,
      inputs: request.inputs,
      handover: rendering.handover as unknown as Json,
      servers: rendering.servers as unknown as Json,
      live: subjectData(rendering.live),
      ...(rendering.rehearsal === undefined ? {} : { rehearsal: subjectData(rendering.rehearsal) }),
    },
  };
}

function renderingText(
  session: Session,
  request: RenderRequest,
  rendering: Rendering,
  whole: boolean,
): string {
  const { outStyle: style } = session;
  const { runbook, partner, inputs, config } = request;
  const { rehearsal } = rendering;
  const pairs = [
    ["runbook", `${runbook.name} ${runbook.version}, ${sourceOf(runbook, session)}`],
    ["account", `${config.account}, ${config.region}`],
    ...answerPairs(inputs),
  ];
  return [
    style.bold(`${runbook.title} for ${partner}`),
    table(pairs.map(([name = "", value = ""]) => [`  ${name}`, plain(value)])),
    "",
    ...stagesText(rendering.live, style, ["apply"]),
    ...handoverLines(rendering, style),
    ...serverLines(rendering),
    ...(rehearsal === undefined ? [] : accessLines(rehearsal, style, whole)),
  ].join("\n");
}

function stagesText({ phase }: RenderedSubject, style: Style, names: readonly string[]): string[] {
  return phase.stages
    .filter(({ name }) => names.includes(name))
    .flatMap((stage) => [...stageLines(stage, style), ""]);
}

/** What the partner is told of each of its ways in, and the policy that it attaches on its side. */
function handoverLines({ handover }: Rendering, style: Style): string[] {
  return Object.values(handover).flatMap((part) => {
    const { type, ...rest } = part;
    const attach = "attach" in part ? part.attach : [];
    const facts = Object.entries(rest).filter(
      ([name, value]) => name !== "attach" && [value].flat().length > 0,
    );
    return [
      `  What the partner is told (${type})`,
      table(facts.map(([name, value]) => [`    ${name}`, plain([value].flat().join(", "))])),
      "",
      ...(attach.length === 0
        ? []
        : ["  What it attaches to its own role", ...attachLines(attach, style), ""]),
    ];
  });
}

/** Which servers of the partner's are met, and the key that each must present. */
function serverLines({ servers }: Rendering): string[] {
  if (servers.length === 0) return [];
  const rows = servers.map(({ host, port, hostKey }) => [`    ${host}:${port}`, plain(hostKey)]);
  return ["  Which servers of its own must present their key", table(rows), ""];
}

function attachLines(attach: readonly StatementProps[], style: Style): string[] {
  const statements = statementsOf(attach);
  const reasons = Object.entries(reasonsOf(statements)).map(
    ([sid, reason]) =>
      `        ${style.dim("·")} ${wrap(`${sid}: ${plain(reason)}`, style.width, "          ").trimStart()}`,
  );
  const document = JSON.stringify(toDocument(statements), undefined, 2).split("\n");
  return [...reasons, ...document.map((line) => `          ${plain(line)}`)];
}

/** How access is tried in the rehearsal: in numbers, or all of it. */
function accessLines(rehearsal: RenderedSubject, style: Style, whole: boolean): string[] {
  if (whole)
    return [
      style.bold(`The rehearsal, as ${rehearsal.blueprint.subject}`),
      ...stagesText(rehearsal, style, ["apply", "settle", "test", "dead"]),
    ].slice(0, -1);
  const { probes, gates, death } = rehearsal.blueprint;
  const groups = [...new Set(probes.map(({ group }) => group))].map((group) => {
    const inGroup = probes.filter((probe) => probe.group === group);
    const allowed = inGroup.filter(({ expect }) => expect === "allowed").length;
    return [`    ${group}`, `${allowed} allowed, ${inGroup.length - allowed} refused`];
  });
  return [
    `  Access test of the rehearsal (${counted(probes.length, "probe")}; each of them with --rehearsal)`,
    table(groups),
    "",
    ...idLines("Waited for", gates, style),
    ...idLines("Proven dead", death, style),
  ];
}

function idLines(title: string, probes: RenderedSubject["blueprint"]["probes"], style: Style): string[] {
  return [`  ${title}`, wrap(probes.map(({ id }) => id).join(", "), style.width, "    ")];
}

function subjectData({ blueprint, parts }: RenderedSubject): JsonObject {
  const { subject, actors, probes, gates, death } = blueprint;
  return {
    subject,
    resources: parts.items.map(({ id, kind, props, needs, canary }) => ({
      id,
      kind: kind.name,
      name: kind.identify(props, parts.scope).name,
      canary,
      needs: [...needs],
      props,
      documents: (kind.documents?.(props) ?? []) as unknown as Json,
      reasons: kind.reasons?.(props) ?? {},
    })),
    actors: actors as unknown as JsonObject,
    probes: probes as unknown as Json,
    gates: gates.map(({ id }) => id),
    death: death.map(({ id }) => id),
  };
}
