import { expect, test } from "vitest";
import { reportHtml } from "../../../src/cli/page/report.ts";
import { accessOf } from "../../../src/cli/report/access.ts";
import { changeBetween } from "../../../src/cli/report/changes.ts";
import type { PartnerFacts } from "../../../src/cli/report/facts.ts";
import { timelineOf } from "../../../src/cli/report/timeline.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { factsOf, planOf, recordOf, stateOf } from "../report/fixture.ts";

function inFull(state = stateOf("acme"), body: JsonObject = {}): PartnerFacts {
  const [plan, record] = [planOf(), recordOf(body)];
  const access = accessOf(plan);
  const run = {
    record,
    plan,
    timeline: timelineOf(record, plan, []),
    change: changeBetween(undefined, plan),
  };
  return {
    state,
    ...(access === undefined ? {} : { access: { access, run: "run-1", at: "2026-01-01T00:00:06.000Z" } }),
    runs: [run],
    tested: [run],
    missing: [],
  };
}

const one = (partner: PartnerFacts) =>
  reportHtml(factsOf([partner.state], { partner: partner.state.partner, partners: [partner] }));

const HOSTILE = `<script>alert("1")</script>\u202e<img src=https://example.com/x>`;

test("tells of a partner its map, statements with reasons, run in time, probes and plan", () => {
  const html = one(inFull());
  for (const text of [
    "<h1>Access of acme</h1>",
    "What acme reaches, and how",
    "Its own files.",
    "Wait",
    "reason of parent",
    "the first plan",
  ])
    expect(html).toContain(text);
});

test("is one file that loads and runs nothing, whatever is in it", () => {
  const state = stateOf("acme", {
    owner: HOSTILE,
    untested: { since: "2026-01-01T00:00:00.000Z", reason: HOSTILE },
  });
  const html = one(inFull(state, { caller: HOSTILE, error: { message: HOSTILE } }));
  expect(html).toMatch(/Content-Security-Policy" content="default-src (&#x27;|')none\1; style-src \1sha256-/);
  expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|\sstyle=|url\((?!#)|@import/);
  expect(html).toContain("&#x3C;script>");
  expect(html).not.toContain("\u202e");
  expect(
    [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].every(([, address]) => address?.startsWith("#")),
  ).toBe(true);
});

test("names each place that it links to, once", () => {
  const html = reportHtml(
    factsOf([stateOf("acme"), stateOf("globex")], { partners: [inFull(), inFull(stateOf("globex"))] }),
  );
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of html.matchAll(/\shref="#([^"]*)"/g)) expect(ids).toContain(target);
});

test("says at its top that the log does not verify, that nobody tested, that a plan is gone", () => {
  const untested = { since: "2026-01-01T00:00:00.000Z", reason: "an outage" };
  const facts = factsOf([stateOf("acme", { untested })]);
  const html = reportHtml({
    ...facts,
    log: { ...facts.log, findings: ["line 1: record 1 was changed"] },
    partners: [{ ...inFull(stateOf("acme", { untested })), missing: ["The plan of run run-1: it is gone"] }],
  });
  const head = html.slice(0, html.indexOf("<main"));
  for (const text of [
    "The audit log does not verify",
    "record 1 was changed",
    "acme is UNTESTED",
    "an outage",
    "it is gone",
  ])
    expect(head).toContain(text);
  expect(head).not.toContain("The audit log verifies");
});

test("tells of the partner's own servers who answered, when, and from where it was looked at", () => {
  const pinned = "SHA256:pinned";
  const met = (server: string, more: JsonObject) => ({
    server,
    host: `${server}.example`,
    port: 22,
    pinned,
    ...more,
  });
  const servers = [
    met("same", { verdict: "same" }),
    met("other", { verdict: "other", presented: ["SHA256:one", HOSTILE] }),
    met("unproven", { verdict: "unproven" }),
    met("gone", { verdict: "unreached", code: "ECONNREFUSED", why: "nothing listens on that port" }),
  ];
  const at = "2026-01-02T03:04:05.000Z";
  const html = one({ ...inFull(), met: { seq: 7, run: "run-7", at, servers } });
  const section = html.slice(html.indexOf('id="acme-servers"'), html.indexOf('id="acme-changes"'));
  for (const text of [
    "2 servers did not show to be the one that was pinned",
    "2026-01-02 03:04:05 UTC",
    "audit record 7",
    "Looked at from the machine that ran vendor",
    "✓ the pinned host key",
    "✗ another host key",
    "SHA256:one",
    "✗ pinned host key, not proven",
    "! not reached",
    "ECONNREFUSED",
  ])
    expect(section).toContain(text);
  expect(html).not.toContain("<script");
  expect(html).toContain("2 host key findings");
  expect(one(inFull())).not.toContain("acme-servers");
});

test("a test that was left out stays on record in red after one has passed", () => {
  const html = one(inFull(stateOf("acme"), { options: { skipTest: "an outage" } }));
  expect(html.slice(0, html.indexOf("<main"))).toContain("Untested: access test skipped. Reason: an outage");
});

test("a thousand partners make a page that can be opened, and it says what is not in it", () => {
  const states = Array.from({ length: 1_000 }, (_, index) => stateOf(`p${index}`));
  const html = reportHtml(factsOf(states));
  expect(html.length).toBeLessThan(1_000_000);
  expect(html).toContain("1000 partners in 30 groups");
  expect(html).toContain("1000 partners more are in the tables above only");
});
