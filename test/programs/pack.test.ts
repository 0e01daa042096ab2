import { afterAll, beforeAll, expect, it } from "vitest";
import { openWorlds, type World, type Worlds } from "./support/world.ts";

/** In the tests, the sandbox account's role is the partner's own. */
const PARTNER =
  "--set partnerAccount=210987654321 --set partnerRole=vendor-sandbox-partner --set pull=assume-role";

let worlds: Worlds;
let world: World;
beforeAll(async () => {
  worlds = openWorlds();
  world = await worlds.open("configured");
  const prepared = await world.bash(
    `vendor onboard initech --owner team@example.com --yes --skip-rehearsal --reason prepared ${PARTNER}
     vendor pack initech`,
  );
  expect(prepared.code, prepared.stdout + prepared.stderr).toBe(0);
});
afterAll(async () => {
  await world.close();
  worlds.close();
});

it("the script of a pack checks the partner's side with the AWS CLI", async () => {
  const { code, stdout, stderr } = await world.bash("sh initech-pack/role/check.sh", {}, "sandbox");
  expect(code, stdout + stderr).toBe(0);
  expect(stdout.match(/^ok /gm)).toHaveLength(6);
  expect(stdout).toContain("Your side is ready.");
});

it("it says what is wrong to whoever is somebody else", async () => {
  const { code, stdout } = await world.bash("sh initech-pack/role/check.sh", {}, "engineer");
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^FAILED {2}you are .*\n +Only the role vendor-sandbox-partner of account 210987654321/m,
  );
  expect(stdout).toMatch(/^FAILED {2}assume .*with the ExternalId/m);
});
