import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { environmentOf, QUICK_GATES } from "./support/place.ts";
import { type Running, requireFreshBundle, startVendor } from "./support/vendor.ts";

const cycleOf = (partner: string) => [
  ["onboard", partner, "--owner", "team@example.com", "--yes", "--skip-rehearsal", "--reason", "to be quick"],
  ["status", partner, "--exit-code"],
  ["offboard", partner, "--yes", "--confirm", partner],
];

let dir: string;
let server: Running | undefined;
let url: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "vendor-served-"));
  requireFreshBundle();
  const env = environmentOf(dir, {});
  server = startVendor(dir, ["local"], env);
  await server.says("Ctrl-C stops it");
  const run = async (...args: string[]) => (await startVendor(dir, args, env).ended).stdout;
  const config = parse(await run("local", "--print-config")) as object;
  writeFileSync(join(dir, "vendor.config.yaml"), stringify({ ...config, gates: QUICK_GATES }));
  const variables = async (as: string) =>
    Object.fromEntries(
      [...(await run("local", "--env", "--as", as)).matchAll(/^export (\w+)=(.*)$/gm)].map(
        ([, name, value]) => [name, value],
      ),
    );
  const [engineer, operator] = [await variables("engineer"), await variables("operator")];
  url = String(engineer.AWS_ENDPOINT_URL);
  writeFileSync(
    join(dir, "credentials"),
    [
      `[engineer]\naws_access_key_id = ${engineer.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${engineer.AWS_SECRET_ACCESS_KEY}`,
      `[session]\naws_access_key_id = ${operator.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${operator.AWS_SECRET_ACCESS_KEY}\naws_session_token = ${operator.AWS_SESSION_TOKEN}\n`,
    ].join("\n\n"),
  );
  writeFileSync(
    join(dir, "config"),
    "[profile operator]\nrole_arn = arn:aws:iam::123456789012:role/vendor-operator\nsource_profile = engineer\nregion = eu-central-1\n",
  );
});
afterAll(async () => {
  server?.child.kill("SIGTERM");
  await server?.ended;
  rmSync(dir, { recursive: true, force: true });
});

it.concurrent.each([
  ["operator", "acme"],
  ["session", "globex"],
])("runs the whole job against another process's AWS, with the profile %s", async (profile, partner) => {
  const files = {
    AWS_CONFIG_FILE: join(dir, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(dir, "credentials"),
  };
  const env = environmentOf(dir, { AWS_ENDPOINT_URL: url, ...files });
  for (const args of cycleOf(partner)) {
    const ended = await startVendor(dir, [...args, "--profile", profile], env).ended;
    expect(ended.code, ended.tail).toBe(0);
  }
});
