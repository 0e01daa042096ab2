import { chmodSync, existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CallOptions, isReady, offboard, onboard, plan, resume, test } from "../../src/library.ts";
import { readEventLine } from "../support/event-schema.ts";
import { openPlace, type Place, QUICK_GATES } from "./support/place.ts";

/** What a URL was sent. */
interface Posted {
  readonly type: string;
  readonly outcome?: string;
  readonly about: { readonly command: string; readonly partner: string; readonly run: string };
}

let place: Place;
let server: Server;
const posted: Posted[] = [];
beforeAll(async () => {
  place = await openPlace();
  server = createServer(async (request, answer) => {
    posted.push((await json(request)) as Posted);
    answer.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  chmodSync(place.write("hook.sh", "#!/bin/sh\ncat >> heard.ndjson\necho >> heard.ndjson\n"), 0o755);
  chmodSync(place.write("hangs.sh", "#!/bin/sh\nexec tail -f /dev/null\n"), 0o755);
  place.configure({
    gates: QUICK_GATES,
    hooks: [
      { on: ["run.started", "phase.finished", "result"], run: ["./hook.sh"] },
      { on: ["result"], url: `http://127.0.0.1:${port}/token` },
      { on: ["phase.started"], run: ["./missing.sh"] },
      { on: ["result"], run: ["./hangs.sh"], timeout: "200ms" },
      { on: ["result"], url: "env:NOT_SET" },
    ],
  });
});
afterAll(async () => {
  server.close();
  await place.close();
});

const options = (more: CallOptions = {}): CallOptions => ({ cwd: place.dir, env: place.env, ...more });
const ACME = { partner: "acme", owner: "team@example.com", runbook: "hosted-sftp" };

it("plans, applies exactly that plan, tests, stops, goes on and offboards; hooks hear of it and break nothing", async () => {
  const reviewed = await plan(ACME, options());
  expect(reviewed).toMatchObject({ format: "vendor-plan/1", partner: "acme", command: "onboard" });
  expect(existsSync(join(place.dir, "heard.ndjson")), "a plan is no run").toBe(false);

  const lines: string[] = [];
  const onEvent: CallOptions["onEvent"] = (event) => lines.push(JSON.stringify(event));
  const onboarded = await onboard(reviewed, options({ onEvent }));
  expect(onboarded).toMatchObject({ type: "result", command: "onboard", partner: "acme", outcome: "done" });
  const events = lines.map((line) => readEventLine<{ type: string; text?: string }>(line));
  expect(events.at(-1)).toMatchObject({ type: "result", run: onboarded.run });
  expect(
    events.find(({ text = "" }) => text.includes("./missing.sh was not told of phase.started")),
  ).toBeDefined();

  const heard = readFileSync(join(place.dir, "heard.ndjson"), "utf8").trim().split("\n");
  const told = heard.map((line) => JSON.parse(line) as Posted);
  expect(told.map(({ type }) => type)).toEqual(["run.started", "phase.finished", "phase.finished", "result"]);
  const about = { command: "onboard", partner: "acme", run: onboarded.run };
  expect(told.map((event) => event.about)).toEqual(told.map(() => expect.objectContaining(about)));
  expect(posted).toEqual([expect.objectContaining({ type: "result", outcome: "done" })]);

  await expect(plan({ ...ACME, partner: "ac" }, options())).rejects.toMatchObject({
    name: "VendorError",
    code: "INPUT_INVALID",
    hint: expect.stringMatching(/./),
    cause: expect.objectContaining({ type: "result", outcome: "failed" }),
  });
  expect(await test("acme", options())).toMatchObject({ command: "test", outcome: "done" });

  expect(await isReady("acme", { ...options(), wait: true })).toBe(true);

  const stop = new AbortController();
  const stopping = options({
    signal: stop.signal,
    onEvent: ({ type }) => void (type === "gate.started" && stop.abort()),
  });
  await expect(offboard({ partner: "acme" }, stopping)).rejects.toMatchObject({ code: "INTERRUPTED" });
  expect(await isReady("acme", options())).toBe(false);
  expect(await resume("acme", options())).toMatchObject({ command: "resume", outcome: "done" });
});

it("changes nothing where it was stopped before it began", async () => {
  const stopped = options({ signal: AbortSignal.abort() });
  await expect(onboard({ ...ACME, partner: "globex" }, stopped)).rejects.toMatchObject({ code: "STOPPED" });
  const told = await place.json("status", "globex");
  expect(told.result().error?.code).toBe("PARTNER_UNKNOWN");
});

it("says on stderr which hook was not told of a result, after the result", async () => {
  const ended = await place.json(
    "onboard",
    "initech",
    "--owner",
    "team@example.com",
    "--yes",
    "--skip-rehearsal",
    "--reason",
    "no",
  );
  expect(ended.code, ended.tail).toBe(0);
  expect(ended.result().outcome).toBe("done");
  expect(ended.stderr).toContain("The hook ./hangs.sh was not told of result: it took longer than 0.2 s.");
  expect(ended.stderr).toContain(
    "The hook env:NOT_SET was not told of result: the variable NOT_SET holds no URL.",
  );
  expect(ended.printed).not.toContain("/token");
});

it("names every hook that is none, and its line", async () => {
  place.configure({
    hooks: [{ on: ["resutl"], url: "nowhere" }, { run: ["x"], timeout: "2m" }, { on: ["result"] }],
  });
  const ended = await place.json("status");
  expect(ended.code).toBe(2);
  const problems = ended.result().error?.problems ?? [];
  const fields = problems.map(({ field, line }) => `${field}:${(line ?? 0) > 1}`);
  expect(fields).toEqual(["hooks.0.on.0:true", "hooks.0.url:true", "hooks.1.timeout:true", "hooks.2:true"]);
});
