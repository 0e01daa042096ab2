import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "../e2e/support/place.ts";
import { openTerminal, type Terminal } from "./support/terminal.ts";

const TOKEN = "a-fresh-token";
const CONFIG = `[profile staff]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Operator
region = eu-central-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
`;

let place: Place;
let portal: Server;
let terminal: Terminal;
beforeAll(async () => {
  place = await openPlace();
  portal = await startPortal(place);
  const cache = join(place.dir, ".aws/sso/cache");
  mkdirSync(cache, { recursive: true });
  place.write(".aws/config", CONFIG);
  const session = createHash("sha1").update("corp").digest("hex");
  place.write(`.aws/sso/cache/${session}.json`, token("old", "2026-01-01T00:00:00Z"));
  place.write("fresh.json", token(TOKEN, "2099-01-01T00:00:00Z"));
  // Signing in needs a browser and AWS: what `aws sso login` leaves behind is the token in the cache.
  mkdirSync(join(place.dir, "bin"));
  writeFileSync(
    join(place.dir, "bin/aws"),
    `#!/bin/sh\necho "aws $*"\ncp fresh.json "${cache}/${session}.json"\n`,
  );
  chmodSync(join(place.dir, "bin/aws"), 0o755);
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _key,
    AWS_SESSION_TOKEN: _token,
    ...env
  } = place.env;
  const { port } = portal.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const PATH = `${join(place.dir, "bin")}:${env.PATH}`;
  const own = { ...env, PATH, AWS_ENDPOINT_URL_SSO: url, LANG: "C.UTF-8" };
  terminal = await openTerminal({ dir: place.dir, env: own }, 80);
});
afterAll(async () => {
  await terminal.close();
  portal.close();
  await place.close();
});

it("offers to sign in again where an SSO session has run out, and goes on", async () => {
  await terminal.type('vendor policy operator --profile staff; echo "exit $?"');
  await terminal.press("Enter");
  await terminal.shows(/Your AWS sign-in has run out\. Run `aws sso login --profile\s+staff` now\?/);
  await terminal.type("n");
  await terminal.press("Enter");
  await terminal.shows(/Sign in again: aws sso login --profile staff/);
  await terminal.shows(/exit 3/);

  await terminal.wipe();
  await terminal.type("vendor doctor --profile staff");
  await terminal.press("Enter");
  await terminal.shows(/Your AWS sign-in has run out[^$]*now\?/);
  await terminal.press("Enter");
  const shown = await terminal.shows(/credentials: arn:aws:sts::123456789012:assumed-role\/vendor-operator/);
  expect(shown).toContain("aws sso login --profile staff");
});

function token(accessToken: string, expiresAt: string): string {
  return JSON.stringify({
    startUrl: "https://corp.awsapps.com/start",
    region: "eu-central-1",
    accessToken,
    expiresAt,
  });
}

/** The portal of IAM Identity Center, which gives the operator's keys to whoever has the fresh token. */
async function startPortal({ local }: Place): Promise<Server> {
  const server = createServer((request, answer) => {
    const known = request.headers["x-amz-sso_bearer_token"] === TOKEN;
    const roleCredentials = {
      ...local.credentials("operator"),
      expiration: Date.parse("2099-01-01T00:00:00Z"),
    };
    answer.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    answer.end(JSON.stringify(known ? { roleCredentials } : { message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
