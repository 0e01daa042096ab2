import { toHtml } from "hast-util-to-html";
import { expect, test } from "vitest";
import { drawMap } from "../../../src/cli/page/report/map.ts";
import { accessGraph } from "../../../src/cli/page/report/map-graph.ts";
import { accessOf } from "../../../src/cli/report/access.ts";
import { planOf, RESOURCES } from "./fixture.ts";

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

test("what a plan only takes away is not reached any more", () => {
  const plan = planOf();
  const [phase] = plan.phases;
  if (phase === undefined) throw new Error("the fixture has a phase");
  const step = {
    id: "live/retire/statements",
    resource: "statements",
    kind: "s3-bucket-statements",
    title: "",
    needs: [],
    calls: [],
  };
  const retire = {
    type: "steps",
    name: "retire",
    title: "",
    steps: [{ ...step, action: "remove" }],
  } as const;
  const phases = [{ ...phase, stages: [retire, ...phase.stages] }];
  expect(accessOf({ ...plan, phases })?.rules.map(({ name }) => name)).toEqual(["Trust", "Objects"]);
});

test("a statement on everything is drawn as such, and a service that works for the partner is its way in", () => {
  const { user: _, statements: __, role, ...rest } = RESOURCES;
  if (role === undefined) throw new Error("the fixture has a role");
  const all = { Sid: "All", reason: "Nothing else.", Effect: "Deny", Action: "*", Resource: "*" };
  const props = { ...role.props, policy: { name: "access", statements: [all] } };
  const given = accessOf(planOf({}, { ...rest, role: { ...role, props } }));
  const { arrows, boxes } = accessGraph("acme", given ?? access, ({ id }) => `#${id}`);
  const words = new Map(boxes.map(({ id, lines }) => [id, lines.join(" ")]));
  expect(arrows.map(({ from, to }) => `${words.get(from)} > ${words.get(to)}`)).toEqual(
    expect.arrayContaining(["acme partner > transfer.amazonaws.com", "✗ All * > everything"]),
  );
  expect(overlapping(toHtml(drawMap({ boxes, arrows }, "map", "", "")))).toEqual([]);
});

test("a plan that gives nothing has no access", () => {
  expect(accessOf(planOf({ command: "offboard", phases: [] }))).toBeUndefined();
});

/** Boxes of a drawing that cover each other. */
function overlapping(svg: string) {
  const boxes = [...svg.matchAll(/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/g)].map((match) =>
    match.slice(1).map(Number),
  );
  expect(boxes.length).toBeGreaterThan(5);
  const cover = (
    [x = 0, y = 0, w = 0, h = 0]: number[],
    [left = 0, top = 0, width = 0, height = 0]: number[],
  ) => x < left + width && left < x + w && y < top + height && top < y + h;
  return boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => cover(one, other)));
}
