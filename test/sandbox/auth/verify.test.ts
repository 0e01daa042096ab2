import { request } from "node:http";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients, type Keys, refusal, startTestAws, type TestAws } from "../local.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.remove());

/** The same question to a service of each protocol. */
function codes(credentials: Keys, options: { systemClockOffset?: number; region?: string } = {}) {
  const config = { endpoint: aws.url, region: "eu-central-1", credentials, maxAttempts: 1, ...options };
  const calls = [
    new STSClient(config).send(new GetCallerIdentityCommand({})),
    new IAMClient(config).send(new GetRoleCommand({ RoleName: "admin" })),
    new CloudTrailClient(config).send(new LookupEventsCommand({})),
    new S3Client({ ...config, forcePathStyle: true, followRegionRedirects: false }).send(
      new ListBucketsCommand({}),
    ),
  ];
  return Promise.all(calls.map(async (call) => (await refusal(call)).code));
}

describe("each protocol refuses in its own code", () => {
  test("an unknown key", async () => {
    expect(await codes({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" })).toEqual([
      "InvalidClientTokenId",
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "InvalidAccessKeyId",
    ]);
  });

  test("a wrong secret", async () => {
    expect(await codes({ ...aws.credentials("admin"), secretAccessKey: "x" })).toEqual([
      "SignatureDoesNotMatch",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
    ]);
  });

  test("a wrong or missing session token", async () => {
    const { accessKeyId, secretAccessKey } = aws.credentials("admin");
    const expected = [
      "InvalidClientTokenId",
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "InvalidToken",
    ];
    expect(await codes({ accessKeyId, secretAccessKey, sessionToken: "wrong" })).toEqual(expected);
    expect(await codes({ accessKeyId, secretAccessKey })).toEqual(expected);
  });

  test("a skewed clock", async () => {
    const late = await codes(aws.credentials("admin"), { systemClockOffset: -16 * 60_000 });
    const early = await codes(aws.credentials("admin"), { systemClockOffset: 16 * 60_000 });
    const expected = [
      "SignatureDoesNotMatch",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "RequestTimeTooSkewed",
    ];
    expect(late).toEqual(expected);
    expect(early).toEqual(expected);
  });

  test("a region that is not there", async () => {
    expect(await codes(aws.credentials("admin"), { region: "us-west-2" })).toEqual([
      "SignatureDoesNotMatch",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "AuthorizationHeaderMalformed",
    ]);
  });
});

test("an expired session is told apart", async () => {
  const own = await startTestAws();
  const { sts } = clients(own, own.credentials("engineer"));
  const answer = await sts.send(
    new AssumeRoleCommand({
      RoleArn: own.describe.adminRoleArn,
      RoleSessionName: "short",
      DurationSeconds: 900,
    }),
  );
  const keys = {
    accessKeyId: answer.Credentials?.AccessKeyId ?? "",
    secretAccessKey: answer.Credentials?.SecretAccessKey ?? "",
    sessionToken: answer.Credentials?.SessionToken ?? "",
  };
  const held = clients(own, keys);
  await held.sts.send(new GetCallerIdentityCommand({}));
  own.clock.advance(900_000);
  expect(await refusal(held.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: "ExpiredToken",
    status: 403,
  });
  expect(await refusal(held.s3.send(new ListBucketsCommand({})))).toMatchObject({
    code: "ExpiredToken",
    status: 400,
  });
  expect(await refusal(held.cloudtrail.send(new LookupEventsCommand({})))).toMatchObject({
    code: "ExpiredTokenException",
  });
  await own.remove();
});

describe("presigned URLs", () => {
  test("work until they expire, and only as they were signed", async () => {
    const own = await startTestAws();
    const { s3 } = clients(own, own.credentials("admin"));
    const Key = "a b/c+d~(ü)*'!.txt";
    await s3.send(new PutObjectCommand({ Bucket: "partner-files", Key, Body: "hello" }));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: "partner-files", Key }), {
      expiresIn: 60,
      signingDate: new Date(own.clock.now()),
    });
    expect(await (await fetch(url)).text()).toBe("hello");
    expect((await fetch(url.replace("Expires=60", "Expires=61"))).status).toBe(403);
    own.clock.advance(61_000);
    const late = await fetch(url);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain("<Message>Request has expired</Message>");
    await own.remove();
  });
});

describe("requests that no SDK makes", () => {
  const send = (
    headers: Record<string, string>,
    body = "",
    method = "POST",
    path = "/",
  ): Promise<{ status: number; text: string; headers: unknown }> =>
    new Promise((resolve, reject) => {
      const call = request(new URL(path, aws.url), { method, headers }, async (answer) => {
        let text = "";
        for await (const chunk of answer) text += chunk;
        resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers });
      });
      call.on("error", reject);
      call.end(body);
    });
  const form = { "content-type": "application/x-www-form-urlencoded" };

  test("unsigned ones are refused in each protocol", async () => {
    const query = await send(form, "Action=GetCallerIdentity&Version=2011-06-15");
    expect(query.text).toContain("<Code>MissingAuthenticationToken</Code>");
    const json = await send(
      { "x-amz-target": "TrentService.ListKeys", "content-type": "application/x-amz-json-1.1" },
      "{}",
    );
    expect(JSON.parse(json.text)).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    expect((await send({}, "", "GET", "/partner-files/x")).text).toContain("<Code>AccessDenied</Code>");
  });

  test("a left-out operation without signature is named", async () => {
    const answer = await send(form, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
    expect(answer).toMatchObject({
      status: 501,
      text: expect.stringContaining("AssumeRoleWithWebIdentity is not part"),
    });
  });

  test.each([
    ["Basic abc", "/"],
    ["AWS4-HMAC-SHA256 Credential=AKIA/20200101/eu-central-1/sts/aws4_request", "/"],
    [
      "AWS4-HMAC-SHA256 Credential=AKIA/20200101/eu-central-1/sts/aws4_request, SignedHeaders=host, Signature=00",
      "/",
    ],
  ])("%s is incomplete", async (authorization) => {
    const answer = await send({ ...form, authorization }, "Action=GetCallerIdentity&Version=2011-06-15");
    expect(answer.text).toContain("<Code>IncompleteSignature</Code>");
  });

  test("a service that is left out is named", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=A/20200101/eu-central-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
    const answer = await send({ authorization, "x-amz-target": "AmazonSQS.ListQueues" }, "{}");
    expect(answer).toMatchObject({ status: 501, text: expect.stringContaining("'sqs' is not part") });
  });

  test("every answer has a request id", async () => {
    expect((await send(form, "")).headers).toMatchObject({
      "x-amzn-requestid": expect.stringMatching(/^[0-9A-F]{16}$/),
    });
  });
});
