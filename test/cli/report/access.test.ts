import { expect, test } from "vitest";
import { accessGraph } from "../../../src/cli/page/report/map-graph.ts";
import { accessOf } from "../../../src/cli/report/access.ts";
import { planOf } from "./fixture.ts";

const access = accessOf(planOf());
if (access === undefined) throw new Error("the plan gives access");

test("lists each statement with its reason, whom it is about and what; canaries are left out", () => {
  expect(
    access.rules.map(({ name, effect, who, targets, reason }) => ({ name, effect, who, targets, reason })),
  ).toEqual([
    {
      name: "Trust",
      effect: "Allow",
      who: ["transfer.amazonaws.com"],
      targets: ["arn:aws:iam::123456789012:role/vendor-acme"],
      reason: "Transfer alone assumes it.",
    },
    {
      name: "Objects",
      effect: "Allow",
      who: ["arn:aws:iam::123456789012:role/vendor-acme"],
      targets: ["arn:aws:s3:::partner-files/acme/*"],
      reason: "Its own files.",
    },
    {
      name: "Pull",
      effect: "Allow",
      who: ["arn:aws:iam::210987654321:role/reader"],
      targets: ["arn:aws:s3:::partner-files/acme/*"],
      reason: "The partner's own role reads.",
    },
  ]);
  expect(access.things.map(({ title }) => title)).not.toContain("S3 folder partner-files/x/");
});

test("draws the way from the partner by its login, role and statement to its folder, and that of its own account", () => {
  const { boxes, arrows } = accessGraph("acme", access, ({ id }) => `#${id}`);
  const words = new Map(boxes.map(({ id, lines }) => [id, lines.join(" ")]));
  const ways = arrows.map(({ from, to }) => `${words.get(from)} > ${words.get(to)}`);
  const statement = "✓ Objects s3:GetObject s3:PutObject and 1 more action";
  expect(ways).toEqual(
    expect.arrayContaining([
      "acme partner > SFTP user acme",
      "SFTP user acme > ✓ Trust sts:AssumeRole",
      "✓ Trust sts:AssumeRole > IAM role vendor-acme",
      `IAM role vendor-acme > ${statement}`,
      `${statement} > S3 folder partner-files/acme/`,
      "acme partner > role reader of account 210987654321",
      "role reader of account 210987654321 > ✓ Pull s3:GetObject",
      "✓ Pull s3:GetObject > S3 folder partner-files/acme/",
    ]),
  );
  expect(ways).toHaveLength(8);
});

test("a plan that gives nothing has no access", () => {
  expect(accessOf(planOf({ command: "offboard", phases: [] }))).toBeUndefined();
});
