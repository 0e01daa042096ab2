import { afterAll, beforeAll, expect, it } from "vitest";
import { openPlace, type Place } from "./support/place.ts";

/** The role is not shown to its readers for seconds after it works: with this seed, in an AWS that is slow to spread. */
const SLOW = { delays: { minMs: 0, maxMs: 4_000, flapMs: 0 }, seed: 1 };

const PARTNER = [
  ...["--runbook", "cross-account-s3", "--owner", "team@example.com", "--yes"],
  ...["partnerAccount=210987654321", "partnerRole=theirs", "how=assume-role"].flatMap((set) => [
    "--set",
    set,
  ]),
];

let place: Place;
beforeAll(async () => {
  place = await openPlace(SLOW);
});
afterAll(() => place.close());

it("ends an onboarding once what it made is seen: the next command finds it", async () => {
  const onboarded = await place.json(
    "onboard",
    "acme",
    ...PARTNER,
    "--skip-rehearsal",
    "--reason",
    "in haste",
  );
  expect(onboarded.code, onboarded.tail).toBe(0);
  const tested = await place.json("test", "acme");
  expect(tested.code, tested.tail).toBe(0);
});
