import { afterEach, describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.ts";
import { connectAws } from "../../src/aws/connect.ts";
import { type Reply, replying, systemEffects } from "./wire.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const CREDENTIALS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };

async function against(...replies: Reply[]) {
  const server = await replying(replies);
  const aws = connect({ AWS_ENDPOINT_URL: server.url });
  open.push(server.close);
  return { aws, seen: server.seen, url: server.url };
}

function connect(env: Record<string, string>): Aws {
  const aws = connectAws({
    region: "eu-central-1",
    credentials: CREDENTIALS,
    env,
    userAgent: "vendor-cli/0.0.1",
    ...systemEffects,
  });
  open.push(() => aws.close());
  return aws;
}

const iamError = (code: string, status: number): Reply => ({
  status,
  headers: { "x-amzn-requestid": "rid-1" },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>words</Message></Error></ErrorResponse>`,
});

describe("connectAws", () => {
  it("answers with output and request id, and names itself", async () => {
    const { aws, seen } = await against({
      status: 200,
      headers: { "x-amzn-requestid": "rid-0", "content-type": "application/x-amz-json-1.1" },
      body: '{"Grants":[]}',
    });
    const { output, requestId } = await aws.send("kms", "ListGrants", { KeyId: "k" });
    expect(output.Grants).toEqual([]);
    expect(requestId).toBe("rid-0");
    expect(seen[0]?.headers["user-agent"]).toContain("vendor-cli/0.0.1");
    expect(seen[0]?.headers.authorization).toContain("AKIAEXAMPLE");
  });

  it("knows from AWS's answers how far this machine's clock is behind", async () => {
    const { aws } = await against({
      status: 200,
      headers: {
        date: new Date(Date.now() + 3_600_000).toUTCString(),
        "content-type": "application/x-amz-json-1.1",
      },
      body: "{}",
    });
    expect(aws.aheadMs()).toBe(0);
    await aws.send("kms", "ListGrants", { KeyId: "k" });
    expect(Math.round(aws.aheadMs() / 60_000)).toBe(60);
  });

  it("gives IAM's code as it is on the wire", async () => {
    const { aws } = await against(iamError("NoSuchEntity", 404));
    await expect(aws.send("iam", "GetRole", { RoleName: "r" })).rejects.toMatchObject({
      name: "AwsFailure",
      code: "NoSuchEntity",
      meaning: "missing",
      status: 404,
      requestId: "rid-1",
      message: "words",
    });
  });

  it("reads a bodiless 403 of HEAD as denied, with its request id", async () => {
    const { aws, seen } = await against({ status: 403, headers: { "x-amz-request-id": "rid-s3" } });
    await expect(aws.send("s3", "HeadObject", { Bucket: "files", Key: "a/b" })).rejects.toMatchObject({
      code: "Forbidden",
      meaning: "denied",
      requestId: "rid-s3",
    });
    expect(seen[0]?.url).toBe("/files/a/b");
  });

  it("retries a fault of the service, but not a refusal", async () => {
    const { aws, seen } = await against({ status: 503 }, { status: 200, body: "<R/>" });
    await aws.send("iam", "ListRoles", {});
    expect(seen).toHaveLength(2);
    const refused = await against(iamError("AccessDenied", 403));
    await expect(refused.aws.send("iam", "ListRoles", {})).rejects.toMatchObject({ meaning: "denied" });
    expect(refused.seen).toHaveLength(1);
  });

  it("prefers a service's own endpoint", async () => {
    const { seen, url } = await against({ status: 200, body: "<R/>" });
    await connect({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_IAM: url }).send(
      "iam",
      "ListRoles",
      {},
    );
    expect(seen).toHaveLength(1);
  });

  it("speaks as another session over the same endpoint", async () => {
    const { aws, seen } = await against({ status: 200, body: "<R/>" });
    await aws
      .as({ accessKeyId: "ASIAOTHER", secretAccessKey: "s", sessionToken: "token" })
      .send("iam", "ListRoles", {});
    expect(seen[0]?.headers.authorization).toContain("ASIAOTHER");
    expect(seen[0]?.headers["x-amz-security-token"]).toBe("token");
  });

  it("says that an endpoint is unreachable", async () => {
    await expect(
      connect({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }).send("iam", "ListRoles", {}),
    ).rejects.toMatchObject({
      code: "ECONNREFUSED",
      meaning: "unavailable",
      status: 0,
    });
  });

  it("refuses an operation outside the registry", async () => {
    await expect(connect({}).sendCall("iam", "CreateAccessKey", {})).rejects.toMatchObject({
      code: "OPERATION_UNKNOWN",
    });
  });
});
