import { appendFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateRoleCommand, GetRoleCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import { startLocalAws } from "../../sandbox/local-aws/index.ts";
import { clients, manualClock, refusal, seededRandom, startTestAws, trust } from "./local.ts";

describe("the seeded accounts", () => {
  test("the engineer assumes the roles, the operator the sandbox role, and nobody more", async () => {
    const aws = await startTestAws();
    const { operatorRoleArn, adminRoleArn, partnerDeskRoleArn, sandboxRoleArn } = aws.describe;
    const engineer = clients(aws, aws.credentials("engineer")).sts;
    const by = (sts: typeof engineer, RoleArn: string) =>
      sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
    for (const arn of [operatorRoleArn, adminRoleArn, partnerDeskRoleArn]) await by(engineer, arn);
    await by(clients(aws, aws.credentials("operator")).sts, sandboxRoleArn);
    expect((await refusal(by(engineer, sandboxRoleArn))).code).toBe("AccessDenied");
    const admin = clients(aws, aws.credentials("admin"));
    expect((await refusal(by(admin.sts, sandboxRoleArn))).code).toBe("AccessDenied");
    expect(aws.describe.hostKeyFingerprints.length).toBeGreaterThan(1);
    await aws.remove();
  });

  test("plain http is denied to the administrator too", async () => {
    const aws = await startTestAws();
    const list = (url: string) =>
      clients({ url }, aws.credentials("admin")).s3.send(
        new ListObjectsV2Command({ Bucket: "partner-files" }),
      );
    await list(aws.url);
    expect((await refusal(list(aws.plainUrl))).message).toContain(
      "with an explicit deny in a resource-based policy",
    );
    await aws.remove();
  });
});

describe("a restart", () => {
  test("finds roles, sessions, the trail and the same identities", async () => {
    const first = await startTestAws();
    const keys = first.credentials("admin");
    await clients(first, keys).iam.send(
      new CreateRoleCommand({ RoleName: "kept", AssumeRolePolicyDocument: trust("123456789012") }),
    );
    await first.close();
    for (const file of ["state.jsonl", "trail.jsonl"])
      appendFileSync(join(first.dir, file), '{"table":"iam.ro');
    const second = await startTestAws({ dir: first.dir });
    expect(second.describe).toEqual(first.describe);
    expect(second.credentials("engineer")).toEqual(first.credentials("engineer"));
    const { iam, sts, cloudtrail } = clients(second, keys);
    await iam.send(new GetRoleCommand({ RoleName: "kept" }));
    await sts.send(new GetCallerIdentityCommand({}));
    const { Events = [] } = await cloudtrail.send(new LookupEventsCommand({}));
    expect(Events.map((event) => event.EventName)).toEqual(["GetCallerIdentity", "GetRole", "CreateRole"]);
    await second.remove();
  });

  test("keeps the state for its owner's eyes", async () => {
    const aws = await startTestAws();
    expect(statSync(join(aws.dir, "state.jsonl")).mode & 0o777).toBe(0o600);
    await aws.remove();
  });

  test("is refused while another has the state open, and given back after", async () => {
    const aws = await startTestAws();
    const second = startLocalAws({ dir: aws.dir, clock: manualClock(), random: seededRandom() });
    await expect(second).rejects.toMatchObject({ code: "LOCAL_STATE_IN_USE" });
    await aws.close();
    await (await startTestAws({ dir: aws.dir })).remove();
  });

  test("a port that is taken leaves nothing behind", async () => {
    const aws = await startTestAws();
    const other = await startTestAws();
    await other.close();
    const port = Number(new URL(aws.url).port);
    await expect(startTestAws({ dir: other.dir, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await (await startTestAws({ dir: other.dir })).remove();
    await aws.remove();
  });
});

test("without enforcement everything is allowed", async () => {
  const aws = await startTestAws({ enforcing: false });
  const { Roles } = await clients(aws, aws.credentials("sandbox")).iam.send(new ListRolesCommand({}));
  expect(Roles?.map((role) => role.RoleName)).toEqual(["vendor-sandbox-partner"]);
  await clients(aws, aws.credentials("sandbox")).s3.send(
    new ListObjectsV2Command({ Bucket: "partner-files" }),
  );
  await aws.remove();
});

test("sessions that are long over are forgotten at the next start", async () => {
  const first = await startTestAws();
  const keys = first.credentials("admin");
  await first.close();
  const clock = manualClock();
  clock.advance(40 * 3600 * 1000);
  const second = await startTestAws({ dir: first.dir, clock });
  expect((await refusal(clients(second, keys).sts.send(new GetCallerIdentityCommand({})))).code).toBe(
    "InvalidClientTokenId",
  );
  await second.remove();
});
