import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients, policy, refusal, startTestAws, type TestAws, trust } from "../local.ts";

let aws: TestAws;
let admin: ReturnType<typeof clients>;
let sandbox: ReturnType<typeof clients>;
const Bucket = "partner-files";
beforeAll(async () => {
  aws = await startTestAws();
  admin = clients(aws, aws.credentials("admin"));
  sandbox = clients(aws, aws.credentials("sandbox"));
  await admin.s3.send(new PutObjectCommand({ Bucket, Key: "acme/x", Body: "x" }));
});
afterAll(() => aws.remove());

async function makeRole(
  name: string,
  trustText: string,
  statement: object = { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
) {
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustText }),
  );
  await admin.iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: "access", PolicyDocument: policy(statement) }),
  );
  return Role?.RoleId ?? "";
}

async function deleteRole(name: string) {
  await admin.iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: "access" }));
  await admin.iam.send(new DeleteRoleCommand({ RoleName: name }));
}

function assume(by: STSClient, name: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const RoleArn = `arn:aws:iam::123456789012:role/${name}`;
  return by.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test", ...more }));
}

async function assumed(by: STSClient, name: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const { Credentials: keys } = await assume(by, name, more);
  return clients(aws, {
    accessKeyId: keys?.AccessKeyId ?? "",
    secretAccessKey: keys?.SecretAccessKey ?? "",
    sessionToken: keys?.SessionToken ?? "",
  });
}

describe("across accounts", () => {
  beforeAll(() =>
    makeRole(
      "vendor-ext",
      trust(aws.describe.sandboxRoleArn, { StringEquals: { "sts:ExternalId": "Right-1" } }),
    ),
  );

  test("the external id decides", async () => {
    const held = await assumed(sandbox.sts, "vendor-ext", { ExternalId: "Right-1" });
    const identity = await held.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe("arn:aws:sts::123456789012:assumed-role/vendor-ext/test");
    for (const more of [{}, { ExternalId: "Wrong-1" }, { ExternalId: "right-1" }]) {
      const denied = await refusal(assume(sandbox.sts, "vendor-ext", more));
      expect(denied).toMatchObject({ code: "AccessDenied", status: 403 });
      expect(denied.message).toContain(
        "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/vendor-ext",
      );
    }
  });

  test("both sides have to allow", async () => {
    await makeRole("other-name", trust(aws.describe.sandboxRoleArn));
    expect((await refusal(assume(sandbox.sts, "other-name"))).code).toBe("AccessDenied");
    await makeRole("vendor-not-you", trust(aws.describe.operatorRoleArn));
    expect((await refusal(assume(sandbox.sts, "vendor-not-you"))).code).toBe("AccessDenied");
    expect((await refusal(assume(sandbox.sts, "vendor-is-not-there"))).code).toBe("AccessDenied");
  });

  test("both accounts' trails have it, with the session issuer", async () => {
    const attribute = {
      AttributeKey: "ResourceName",
      AttributeValue: "arn:aws:iam::123456789012:role/vendor-ext",
    } as const;
    const { Events = [] } = await admin.cloudtrail.send(
      new LookupEventsCommand({ LookupAttributes: [attribute] }),
    );
    expect(Events.length).toBe(4);
    const event = JSON.parse(Events[0]?.CloudTrailEvent ?? "{}");
    expect(event.errorCode).toBe("AccessDenied");
    expect(event.userIdentity.sessionContext.sessionIssuer.arn).toBe(aws.describe.sandboxRoleArn);
    expect(event.recipientAccountId).toBe("123456789012");
    expect(
      aws.events().filter((event) => event.account === "210987654321" && event.eventName === "AssumeRole")
        .length,
    ).toBeGreaterThan(4);
  });
});

describe("a deleted role", () => {
  test("takes its held sessions with it, and a new one of the same name does not revive them", async () => {
    const trusted = trust("arn:aws:iam::123456789012:user/engineer");
    const engineer = clients(aws, aws.credentials("engineer"));
    await makeRole("vendor-dead", trusted);
    const held = await assumed(engineer.sts, "vendor-dead");
    await held.s3.send(new ListObjectsV2Command({ Bucket }));
    await deleteRole("vendor-dead");
    const denied = () => refusal(held.s3.send(new ListObjectsV2Command({ Bucket })));
    expect(await denied()).toMatchObject({ code: "AccessDenied", status: 403 });
    expect((await refusal(held.sts.send(new GetCallerIdentityCommand({})))).code).toBe(
      "InvalidClientTokenId",
    );
    await makeRole("vendor-dead", trusted);
    expect(await denied()).toMatchObject({ code: "AccessDenied" });
    await (await assumed(engineer.sts, "vendor-dead")).s3.send(new ListObjectsV2Command({ Bucket }));
  });

  test("leaves its bare id in trust policies that named it", async () => {
    const id = await makeRole("vendor-named", trust("123456789012"));
    await makeRole("trusting", trust("arn:aws:iam::123456789012:role/vendor-named"));
    const shown = async () =>
      decodeURIComponent(
        (await admin.iam.send(new GetRoleCommand({ RoleName: "trusting" }))).Role?.AssumeRolePolicyDocument ??
          "",
      );
    expect(await shown()).toContain("role/vendor-named");
    await deleteRole("vendor-named");
    expect(await shown()).toContain(`"AWS":"${id}"`);
    await makeRole("vendor-named", trust("123456789012"));
    expect(await shown()).toContain(`"AWS":"${id}"`);
    const dead = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: id },
          Action: "s3:GetObject",
          Resource: `arn:aws:s3:::${Bucket}/*`,
        },
      ],
    });
    expect((await refusal(admin.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: dead })))).code).toBe(
      "MalformedPolicy",
    );
  });
});

describe("a session", () => {
  beforeAll(() =>
    makeRole("vendor-wide", trust("123456789012"), {
      Effect: "Allow",
      Action: ["s3:*", "kms:*", "sts:*"],
      Resource: "*",
    }),
  );

  test("is limited by its session policy", async () => {
    const Policy = policy({ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" });
    const limited = await assumed(admin.sts, "vendor-wide", { Policy });
    await limited.s3.send(new ListObjectsV2Command({ Bucket }));
    const denied = await refusal(limited.s3.send(new GetObjectCommand({ Bucket, Key: "acme/x" })));
    expect(denied.message).toContain("because no session policy allows the s3:GetObject action");
  });

  test("of a chained role lasts an hour at most", async () => {
    expect(await refusal(assume(admin.sts, "vendor-wide", { DurationSeconds: 3601 }))).toMatchObject({
      code: "ValidationError",
      message: expect.stringContaining("1 hour session limit for roles assumed by role chaining"),
    });
    const engineer = clients(aws, aws.credentials("engineer"));
    await engineer.sts.send(
      new AssumeRoleCommand({
        RoleArn: aws.describe.adminRoleArn,
        RoleSessionName: "long",
        DurationSeconds: 43_200,
      }),
    );
  });

  test.each([
    [{ DurationSeconds: 899 }, /greater than or equal to 900/],
    [{ RoleSessionName: "a b" }, /roleSessionName/],
    [{ ExternalId: "x" }, /externalId/],
    [{ Policy: "{" }, /invalid Json/],
  ])("%j is refused", async (more, message) => {
    expect((await refusal(assume(admin.sts, "vendor-wide", more))).message).toMatch(message);
  });
});

test("what is left out is named", async () => {
  const { code, message } = await refusal(admin.sts.send(new GetSessionTokenCommand({})));
  expect([code, message]).toEqual(["NotImplemented", "GetSessionToken is not part of the local AWS."]);
});

test("the trail comes in pages and by attribute", async () => {
  const first = await admin.cloudtrail.send(new LookupEventsCommand({ MaxResults: 3 }));
  const second = await admin.cloudtrail.send(
    new LookupEventsCommand({ MaxResults: 3, NextToken: first.NextToken ?? "" }),
  );
  const ids = [...(first.Events ?? []), ...(second.Events ?? [])].map((event) => event.EventId);
  expect(new Set(ids).size).toBe(6);
  const named = await admin.cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "DeleteRole" }],
    }),
  );
  expect(new Set(named.Events?.map((event) => event.EventName))).toEqual(new Set(["DeleteRole"]));
  const objects = await admin.cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "GetObject" }],
    }),
  );
  expect(objects.Events).toEqual([]);
});
