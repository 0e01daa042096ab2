import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { PolicyDocument, Statement } from "../../src/policy/types.ts";
import { s3BucketStatements } from "../../src/resources/s3-bucket-statements.ts";
import { type Bench, runner, scopeOf, startBench } from "./support.ts";

let bench: Bench;
let original: string;
beforeAll(async () => {
  bench = await startBench();
  original = await policy();
});
beforeEach(() => put(original));
afterAll(() => bench.close());

const kind = s3BucketStatements;
const BUCKET = "partner-files";

async function policy(): Promise<string> {
  const { output } = await bench.admin.send("s3", "GetBucketPolicy", { Bucket: BUCKET });
  return output.Policy ?? "";
}

async function put(Policy: string): Promise<void> {
  await bench.admin.send("s3", "PutBucketPolicy", { Bucket: BUCKET, Policy });
}

async function sids(): Promise<readonly (string | undefined)[]> {
  return (JSON.parse(await policy()) as PolicyDocument).Statement.map(({ Sid }) => Sid);
}

async function add(statement: Statement): Promise<void> {
  const document = JSON.parse(original) as PolicyDocument;
  await put(JSON.stringify({ ...document, Statement: [...document.Statement, statement] }));
}

const OTHER: Statement = {
  Sid: "VendorOtherList",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::210987654321:root" },
  Action: "s3:ListBucket",
  Resource: `arn:aws:s3:::${BUCKET}`,
  Condition: { StringLike: { "s3:prefix": "other/*" } },
};

describe("s3-bucket-statements", () => {
  it("merges into what others have written and withdraws nothing else", async () => {
    await add(OTHER);
    const scope = scopeOf(bench, "example");
    const { run } = runner(bench.operator, scope);
    await run(kind, kind.create(kind.example, scope));
    expect(await sids()).toEqual(["DenyPlainHttp", "VendorOtherList", "VendorExampleList"]);
    const live = await kind.read(kind.example, scope, bench.operator);
    const removal = { data: "keep", secretRecoveryDays: 7, disposable: false } as const;
    if (live) await run(kind, kind.remove(kind.example, live, scope, removal).freeze ?? { calls: [] });
    expect(await sids()).toEqual(["DenyPlainHttp", "VendorOtherList"]);
  });

  it("merges again after somebody else overwrote it between write and read-back", async () => {
    const scope = scopeOf(bench, "example");
    let puts = 0;
    const contested: Aws = {
      ...bench.operator,
      async sendCall(service, operation, input) {
        const answer = await bench.operator.sendCall(service, operation, input);
        puts += 1;
        if (puts === 1) await add(OTHER);
        return answer;
      },
    };
    await runner(contested, scope).run(kind, kind.create(kind.example, scope));
    expect(await sids()).toEqual(["DenyPlainHttp", "VendorOtherList", "VendorExampleList"]);
    expect(puts).toBe(2);
  });

  it("gives up where somebody else always overwrites it", async () => {
    const scope = scopeOf(bench, "example");
    const contested: Aws = {
      ...bench.operator,
      async sendCall(service, operation, input) {
        const answer = await bench.operator.sendCall(service, operation, input);
        await put(original);
        return answer;
      },
    };
    const run = runner(contested, scope).run(kind, kind.create(kind.example, scope));
    await expect(run).rejects.toMatchObject({ code: "BUCKET_POLICY_CONTESTED" });
  });

  it("refuses its own Sid with foreign content", async () => {
    const sid = "VendorExampleList";
    await add({
      ...OTHER,
      Sid: sid,
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${BUCKET}/other/*`,
      Condition: {},
    });
    const scope = scopeOf(bench, "example");
    expect((await kind.read(kind.example, scope, bench.operator))?.owner).toEqual({});
    const run = runner(bench.operator, scope).run(kind, kind.create(kind.example, scope));
    await expect(run).rejects.toMatchObject({ code: "BUCKET_POLICY_FOREIGN" });
  });

  it("says how many partners fit when the policy is full", async () => {
    const document = JSON.parse(original) as PolicyDocument;
    const filled = (count: number): string => {
      const others = Array.from({ length: count }, (_, index) => ({ ...OTHER, Sid: `VendorOther${index}` }));
      return JSON.stringify({ ...document, Statement: [...document.Statement, ...others] });
    };
    let count = 1;
    while (filled(count + 1).length <= 20_480) count += 1;
    await put(filled(count));
    const scope = scopeOf(bench, "example");
    const run = runner(bench.operator, scope).run(kind, kind.create(kind.example, scope));
    await expect(run).rejects.toMatchObject({
      code: "BUCKET_POLICY_FULL",
      exit: 3,
      hint: expect.stringMatching(/about \d+ partners/),
    });
  });

  describe("with a statement of somebody else whose role is gone", () => {
    const scope = () => scopeOf(bench, "example");

    async function buryReader(): Promise<void> {
      const AssumeRolePolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      });
      await bench.admin.send("iam", "CreateRole", { RoleName: "reader", AssumeRolePolicyDocument });
      const AWS = `arn:aws:iam::${bench.local.describe.account}:role/reader`;
      const current = JSON.parse(await policy()) as PolicyDocument;
      const reports = { ...OTHER, Sid: "Reports", Principal: { AWS } };
      await put(JSON.stringify({ ...current, Statement: [...current.Statement, reports] }));
      await bench.admin.send("iam", "DeleteRole", { RoleName: "reader" });
    }

    it("says whose statement is the cause and what to do, and leaves the policy as it is", async () => {
      await buryReader();
      const before = await policy();
      const { run, warnings } = runner(bench.operator, scope());
      await expect(run(kind, kind.create(kind.example, scope()))).rejects.toMatchObject({
        code: "BUCKET_POLICY_DEAD",
        message: expect.stringMatching(/Reports \(AROA[A-Z0-9]+\).* not example's/),
        hint: expect.stringContaining("get-bucket-policy"),
      });
      expect(warnings).toEqual([expect.stringMatching(/Reports \(AROA/)]);
      expect(await policy()).toBe(before);
    });

    it("is not in the way of what needs no change, and is told to a reviewer", async () => {
      await runner(bench.operator, scope()).run(kind, kind.create(kind.example, scope()));
      await buryReader();
      const before = await policy();
      await runner(bench.operator, scope()).run(kind, kind.create(kind.example, scope()));
      expect(await policy()).toBe(before);
      const notices = await kind.notices?.(kind.example, scope(), bench.operator);
      expect(notices).toEqual([expect.stringMatching(/somebody else .*Reports \(AROA/)]);
    });
  });

  it("declares the shared document as locked", () => {
    const change = kind.create(kind.example as JsonObject, scopeOf(bench, "example"));
    expect(change.locks).toEqual([`s3-bucket-policy/${BUCKET}`]);
  });
});
