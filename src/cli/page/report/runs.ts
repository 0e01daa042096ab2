import type { Element } from "hast";
import { h } from "hastscript";
import { formatDuration } from "../../../core/duration.ts";
import { isJsonObject, type Json } from "../../../core/json.ts";
import { hostKeyFindings } from "../../render/met.ts";
import { member, objects, shown, timeText } from "../../render/record-fields.ts";
import { counted } from "../../render/text.ts";
import { attemptTitle } from "../../render/wording.ts";
import type { RunFacts } from "../../report/facts.ts";
import type { Wait } from "../../report/timeline.ts";
import { badge, bullets, type Content, callout, code, details, type Tone, table, wide } from "./parts.ts";
import { drawTimeline } from "./timeline.ts";

/** More runs than this are told in the table only. */
const DRAWN = 4;

/** Every run of a partner, newest first, and the last ones in time. */
export function runsContent(runs: readonly RunFacts[], prefix: string): readonly Content[] {
  const drawn = runs.filter(({ timeline }) => timeline !== undefined && timeline.spans.length > 0);
  return [
    table(
      "Recorded runs, newest first",
      ["Record", "Run", "Begun", "Took", "Outcome", "Access test"],
      runs.map(runRow),
    ),
    ...drawn.slice(0, DRAWN).map((run, index) => runDetails(run, `${prefix}-run-${index + 1}`, index === 0)),
    ...(drawn.length > DRAWN ? [h("p", `The last ${DRAWN} of ${drawn.length} are drawn.`)] : []),
  ];
}

function runRow({ record }: RunFacts): readonly Content[] {
  return [
    `${record.seq}`,
    h("span", [`${typeText(record.type)} `, code(shown(record.run))]),
    timeText(record.startedAt),
    tookText(record.startedAt, record.finishedAt),
    h("div", [outcomeBadge(record.outcome), ...findingsBadge(record.servers)]),
    testText(record),
  ];
}

/** What became of the access test, and in red that it was left out: that a partner lived untested is never forgotten. */
function testText({ probes, options, type }: RunFacts["record"]): Content {
  const skipped = skippedOf(options);
  const results = objects(probes);
  const failed = results.filter(({ ok }) => ok !== true).length;
  const done =
    results.length === 0
      ? []
      : [
          failed === 0
            ? badge("good", `all ${results.length} as they must`)
            : badge("bad", `${failed} of ${results.length} wrong`),
        ];
  if (skipped.length > 0)
    return h("div", [...done, ...skipped.map((text) => h("div", [badge("bad", text)]))]);
  return done[0] ?? (type === "certificate" ? "see the certificate" : "-");
}

/** What was left out of a run, with the reason that was given. */
export function skippedOf(options: Json | undefined): readonly string[] {
  if (!isJsonObject(options)) return [];
  const { skipTest, skipRehearsal } = options;
  return [
    ...(skipTest === undefined ? [] : [`Untested: access test skipped. Reason: ${shown(skipTest)}`]),
    ...(skipRehearsal === undefined ? [] : [`Rehearsal skipped. Reason: ${shown(skipRehearsal)}`]),
  ];
}

function runDetails({ record, timeline, plan }: RunFacts, name: string, open: boolean): Element {
  const waits =
    timeline?.spans.flatMap(({ title, waits }) => waits.map((wait) => ({ stage: title, wait }))) ?? [];
  const title = `${typeText(record.type)} of ${timeText(record.startedAt)}, ${tookText(record.startedAt, record.finishedAt)}`;
  const earlier = objects(record.earlier).map(({ run }) => shown(run));
  const error = member(record.error, "message");
  const left = objects(record.left);
  const content: Content[] = [
    h("p", [
      `By ${shown(record.caller)} with ${shown(record.tool)}; plan `,
      code(plan?.digest ?? shown(record.plan)),
      ".",
    ]),
    ...(earlier.length === 0 ? [] : [h("p", `It went on from what was interrupted: ${earlier.join(", ")}.`)]),
    ...(left.length === 0
      ? []
      : [
          callout("bad", "Not undone", bullets(left.map(({ what, why }) => `${shown(what)}: ${shown(why)}`))),
        ]),
    ...(error === undefined ? [] : [h("p", [badge("bad", shown(error))])]),
    ...(timeline === undefined
      ? []
      : [wide(`${title}, in time`, drawTimeline(timeline, name, title)), legend()]),
    ...(waits.length === 0
      ? []
      : [details(`All ${counted(waits.length, "wait")} in numbers`, waitTable(waits))]),
  ];
  const element = details(title, ...content);
  return open ? { ...element, properties: { ...element.properties, open: true } } : element;
}

function legend(): Element {
  const key = (className: string, text: string) =>
    h("li", [h("span", { className: ["key", className] }), text]);
  return h("ul", { className: ["legend"] }, [
    key("steps", "changes"),
    key("gates", "gate: a wait"),
    key("probes", "access test"),
    key("watch", "watched meanwhile"),
    key("absent", "proof that nothing is left"),
    key("open", "waiting for the first expected answer"),
    key("settled", "answering as expected, until it had lasted"),
    key("usual", "when waits like it usually end"),
  ]);
}

function waitTable(waits: readonly { readonly stage: string; readonly wait: Wait }[]): Element {
  return table(
    "Waits: what was expected and what was measured",
    ["Path", "Stage", "Waited until", "Took", "First so after", "Usual", "Attempts", "Flaps", "Result"],
    waits.map(({ stage, wait }) => [
      attemptTitle(wait.title, wait.actor),
      stage,
      wait.expect,
      formatDuration(wait.toMs - wait.fromMs),
      wait.firstMs === undefined ? "-" : formatDuration(wait.firstMs - wait.fromMs),
      wait.usual === undefined ? "-" : `${formatDuration(wait.usual.ms)}, of ${wait.usual.of}`,
      `${wait.attempts}`,
      `${wait.flaps}`,
      waitResult(wait),
    ]),
  );
}

function waitResult({ passed, watched }: Wait): Content {
  if (passed) return badge("good", watched ? "watched" : "passed");
  return watched ? badge("plain", "watched") : badge("bad", "deadline passed");
}

const OUTCOMES: Readonly<Record<string, Tone>> = {
  done: "good",
  "no-changes": "good",
  findings: "bad",
  failed: "bad",
  "rolled-back": "warn",
  interrupted: "warn",
};

function outcomeBadge(outcome: Json | undefined): Element {
  return badge(OUTCOMES[shown(outcome)] ?? "plain", shown(outcome));
}

/** What a test of the access alone is `done` with: a server of the partner's that did not show to be the pinned one. */
function findingsBadge(servers: Json | undefined): readonly Element[] {
  const findings = hostKeyFindings(objects(servers));
  return findings === 0 ? [] : [h("div", [badge("bad", counted(findings, "host key finding"))])];
}

/** What a record is of, in words. */
export function typeText(type: Json | undefined): string {
  return TYPES[shown(type)] ?? shown(type);
}

const TYPES: Readonly<Record<string, string>> = {
  onboard: "Onboarding",
  offboard: "Offboarding",
  certificate: "Offboarding, certified",
  adopt: "Adoption",
  test: "Access test",
};

function tookText(from: Json | undefined, to: Json | undefined): string {
  const ms = Date.parse(shown(to)) - Date.parse(shown(from));
  return Number.isNaN(ms) ? "-" : formatDuration(ms);
}
