import { describe, expect, test } from "vitest";
import { markdownOf } from "../../../src/cli/page/markdown.ts";
import { planPage } from "../../../src/cli/page/plan.ts";
import type { Plan } from "../../../src/core/plan.ts";
import { LONG_ARN, PLAN } from "../render/plan-fixture.ts";

const markdown = (plan: Plan) => markdownOf(planPage(plan));

describe("a plan for a pull request", () => {
  const text = markdown(PLAN);

  test("what lasts is a table with signs, its documents open below with their reasons", () => {
    expect(text).toContain("| `+ create` | IAM role vendor-acme | iam:CreateRole |");
    expect(text).toContain("| `~ change` | S3 folder ");
    expect(text).toContain("| `> adopt` | Secret vendor/acme/connection |");
    expect(text).toContain("| `- remove` | SFTP user acme-former |");
    expect(text).toMatch(/<details><summary>create IAM role vendor-acme<\/summary>\n\n\| Statement/);
    expect(text).toContain("| `VendorAcmeList` | The partner lists its own folder.");
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  test("documents are JSON as they will be, and differences show both sides", () => {
    const [, document = ""] = /`iam:CreateRole`\n\n```json\n(.*?)\n```/s.exec(text) ?? [];
    expect(JSON.parse(document)).toMatchObject({
      RoleName: "vendor-acme",
      AssumeRolePolicyDocument: { Version: "2012-10-17" },
    });
    expect(text).toContain(`- "${LONG_ARN}"\n+ {`);
  });

  test("warnings, what is tried, who is affected, and the digest", () => {
    expect(text).toContain("## Warnings\n\n- Mind the gap");
    expect(text).toContain("| s3-list | 1 | 1 |");
    expect(text).toContain("- list the own prefix · held session: allowed");
    expect(text).toContain("Other partners: nobody.");
    expect(text).toContain("not proven: a condition that nobody knows");
    expect(text).toContain(PLAN.digest);
  });

  test("names are text: nothing in them is markup", () => {
    const [phase] = PLAN.phases;
    if (phase === undefined) throw new Error("The plan has no phase.");
    const stages = phase.stages.map((stage) =>
      stage.type === "steps"
        ? {
            ...stage,
            steps: stage.steps.map((step) => ({ ...step, title: `<b>|${step.resource}</b>\u001b[2J` })),
          }
        : stage,
    );
    const evil = markdown({ ...PLAN, owner: "`](x)", phases: [{ ...phase, stages }] });
    expect(evil).not.toMatch(/(?<!\\)<b>/);
    expect(evil).not.toContain("\u001b");
    expect(evil).toContain("&lt;b&gt;|role&lt;/b&gt;\\u001b[2J</summary>");
  });

  test("a plan of no changes says so", () => {
    expect(markdown({ ...PLAN, phases: [] })).toContain("No changes: what is there is what is asked for.");
  });
});
