import { CreateRoleCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFaults, parseFaultRules } from "../../sandbox/local-aws/faults.ts";
import { clients, refusal, seededRandom, startTestAws, type TestAws, trust } from "./local.ts";

describe("over the wire", () => {
  let aws: TestAws;
  let admin: ReturnType<typeof clients>;
  beforeAll(async () => {
    aws = await startTestAws({
      faults: [{ service: "iam", operation: "GetRole", fault: "throttle", times: 1 }],
    });
    admin = clients(aws, aws.credentials("admin"));
  });
  beforeEach(() => aws.faults.clear());
  afterAll(() => aws.remove());
  const create = (RoleName: string) =>
    admin.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("123456789012") }));
  const exists = (RoleName: string) =>
    admin.iam.send(new GetRoleCommand({ RoleName })).then(
      () => true,
      () => false,
    );
  const list = () => admin.s3.send(new ListObjectsV2Command({ Bucket: "partner-files" }));

  test("errors come in each service's words, before the effect", async () => {
    aws.faults.add({ operation: "CreateRole", fault: "throttle", times: 1 });
    aws.faults.add({ service: "s3", operation: "ListObjectsV2", fault: "throttle", nth: 1 });
    aws.faults.add({ service: "s3", fault: "error503", times: 1 });
    aws.faults.add({ service: "s3", fault: "error500", times: 1 });
    expect(await refusal(create("f1"))).toMatchObject({ code: "Throttling", status: 400 });
    expect(await exists("f1")).toBe(false);
    expect((await refusal(list())).code).toBe("SlowDown");
    expect((await refusal(list())).code).toBe("ServiceUnavailable");
    expect((await refusal(list())).code).toBe("InternalError");
    await list();
  });

  test("an answer is lost after the effect", async () => {
    aws.faults.add({ operation: "CreateRole", fault: "drop-answer" });
    expect((await refusal(create("f2"))).status).toBe(0);
    expect(await exists("f2")).toBe(true);
  });

  test("a connection is reset before the effect", async () => {
    aws.faults.add({ operation: "CreateRole", fault: "reset" });
    expect((await refusal(create("f3"))).message).toMatch(/ECONNRESET|socket hang up/);
    expect(await exists("f3")).toBe(false);
  });

  test("one session is over, in each service's words, and no other", async () => {
    const own = aws.credentials("admin");
    const other = clients(aws, own);
    aws.faults.add({ signer: own.accessKeyId, fault: "expired-token" });
    const get = new GetRoleCommand({ RoleName: "f1" });
    expect(await refusal(other.iam.send(get))).toMatchObject({ code: "ExpiredToken", status: 403 });
    expect(await refusal(other.s3.send(new ListObjectsV2Command({ Bucket: "partner-files" })))).toMatchObject(
      {
        code: "ExpiredToken",
        status: 400,
      },
    );
    await list();
  });

  test("an error can hide an effect", async () => {
    aws.faults.add({ operation: "CreateRole", fault: "error500", when: "after" });
    expect(await refusal(create("f4"))).toMatchObject({ code: "InternalFailure", status: 500 });
    expect(await exists("f4")).toBe(true);
  });
});

test("a probability strikes its share, the same in every run of a seed", () => {
  const strikes = () => {
    const faults = createFaults(seededRandom(), [{ fault: "reset", probability: 0.3 }]);
    return Array.from({ length: 200 }, () =>
      faults.strike("iam", "GetRole", "") === undefined ? "." : "x",
    ).join("");
  };
  expect(strikes()).toBe(strikes());
  expect(strikes().replaceAll(".", "").length).toBeGreaterThan(40);
  expect(strikes().replaceAll(".", "").length).toBeLessThan(80);
});

test.each([[{}], [[{ fault: "boom" }]], [[{ fault: "reset", extra: 1 }]], ["x"]])(
  "%j is no list of rules",
  (value) => {
    expect(() => parseFaultRules(value)).toThrow(expect.objectContaining({ code: "LOCAL_FAULTS_INVALID" }));
  },
);
