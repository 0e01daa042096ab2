import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAws, type TestAws } from "../local.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.remove());

const SCOPE = "20260101/eu-central-1/s3/aws4_request";
const signed = (credential: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;

test.each([
  ["without a signature", {}, 403, "AccessDenied"],
  [
    "with an unknown key",
    { authorization: signed(`AKIAAAAAAAAAAAAAAAAA/${SCOPE}`) },
    403,
    "InvalidAccessKeyId",
  ],
  [
    "of another region",
    { authorization: signed(`AKIAAAAAAAAAAAAAAAAA/${SCOPE.replace("central", "west")}`) },
    400,
    "AuthorizationHeaderMalformed",
  ],
])("a request %s is refused in S3's own shape", async (_what, headers, status, code) => {
  const sent = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "x-amz-date": "20260101T000000Z", ...headers };
  const answer = await fetch(`${aws.url}/partner-files/acme/x`, { headers: sent });
  const body = await answer.text();
  expect([answer.status, /<Code>(\w+)</.exec(body)?.[1]]).toEqual([status, code]);
  expect(body).toContain("<Resource>/partner-files/acme/x</Resource>");
  const id = answer.headers.get("x-amz-request-id");
  expect(body).toContain(`<RequestId>${id}</RequestId><HostId>${answer.headers.get("x-amz-id-2")}</HostId>`);
});

test("a refusal of a HEAD has no body", async () => {
  const answer = await fetch(`${aws.url}/partner-files/acme/x`, { method: "HEAD" });
  expect([answer.status, await answer.text()]).toEqual([403, ""]);
});

test("an injected failure is S3's InternalError", async () => {
  aws.faults.add({ service: "s3", fault: "error500", times: 1 });
  const answer = await fetch(`${aws.url}/partner-files/acme/x`);
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining("InternalError")]);
});
