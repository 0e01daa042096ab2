import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { openPlace, type Place } from "./support/place.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const execute = promisify(execFile);

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}
interface Pipeline {
  readonly script: readonly string[];
}

const page = readFileSync(join(ROOT, "docs/ci.md"), "utf8");
const [workflow, pipeline] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]): unknown =>
  parse(text),
);
const { jobs } = workflow as Workflow;

let place: Place;
beforeAll(async () => {
  place = await openPlace();
  mkdirSync(join(place.dir, "bin"));
  // What `npm ci` brings is the command; what a runner brings is npx, which looks for it.
  symlinkSync(join(ROOT, "bin/vendor.js"), join(place.dir, "bin/vendor"));
  place.write("bin/npx", '#!/bin/sh\nexec "$@"\n');
  place.write("report.csv", "a,b\n1,2\n");
  place.write("partners/acme.yaml", "partner: acme\nrunbook: hosted-sftp\nowner: team@example.com\n");
});
afterAll(() => place.close());

/** Runs a step as a runner does: bash, which stops at the first failure. */
async function step(run: string): Promise<string> {
  const env = {
    ...place.env,
    CI: "true",
    PATH: `${join(place.dir, "bin")}:${place.env.PATH}`,
    GITHUB_STEP_SUMMARY: join(place.dir, "summary.md"),
  };
  const { stdout } = await execute("bash", ["-eo", "pipefail", "-c", run], { cwd: place.dir, env });
  return stdout;
}

const stepsOf = (job: string) =>
  (jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined || run === "npm ci" ? [] : [run]));

it("plans a pull request, onboards a merge, looks after partners at night, and sends a file", async () => {
  await execute("chmod", ["+x", join(place.dir, "bin/npx")]);
  for (const run of stepsOf("plan")) await step(run);
  const summary = readFileSync(join(place.dir, "summary.md"), "utf8");
  expect(summary).toMatch(/^# .*acme/m);
  expect(summary).toContain("sha256:");
  expect((await place.json("status", "acme")).result().error?.code).toBe("PARTNER_UNKNOWN");

  for (const run of stepsOf("onboard")) await step(run);
  expect((await place.json("status", "acme", "--exit-code")).code).toBe(0);

  const nightly = stepsOf("nightly");
  expect(nightly).toHaveLength(4);
  for (const run of nightly) await step(run);

  for (const run of (pipeline as Pipeline).script) await step(run);
  await expect(step("npx vendor push acme report.csv")).rejects.toMatchObject({ code: 3 });
});
