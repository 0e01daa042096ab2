import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT, codeOf, errorOf, type Lab, startLab } from "../kms/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const token = (digit: number) => String(digit).repeat(32);
const create = (input: ConstructorParameters<typeof CreateSecretCommand>[0]) =>
  lab.admin.secrets.send(new CreateSecretCommand(input));
const read = (SecretId: string, more: object = {}) =>
  lab.admin.secrets.send(new GetSecretValueCommand({ SecretId, ...more }));
const describeIt = (SecretId: string) => lab.admin.secrets.send(new DescribeSecretCommand({ SecretId }));

describe("CreateSecret", () => {
  it("keeps a value that its name, its ARN and its ARN without suffix find", async () => {
    const made = await create({ Name: "vendor/find", SecretString: "find-me", Description: "found" });
    expect(made.ARN).toMatch(
      new RegExp(`^arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:vendor/find-\\w{6}$`),
    );
    for (const id of ["vendor/find", made.ARN ?? "", (made.ARN ?? "").slice(0, -7)]) {
      expect(await read(id)).toMatchObject({
        Name: "vendor/find",
        SecretString: "find-me",
        VersionStages: ["AWSCURRENT"],
      });
    }
    const binary = await create({ Name: "vendor/binary", SecretBinary: Buffer.from([0, 255, 1]) });
    expect(Buffer.from((await read(binary.ARN ?? "")).SecretBinary ?? "")).toEqual(Buffer.from([0, 255, 1]));
  });

  it("is a no-op for the same token and value, and refused for another value", async () => {
    const input = { Name: "vendor/token", ClientRequestToken: token(1), SecretString: "one" };
    const first = await create(input);
    expect(first.VersionId).toBe(token(1));
    expect(await create(input)).toMatchObject({ ARN: first.ARN, VersionId: token(1) });
    expect(await codeOf(create({ ...input, SecretString: "two" }))).toBe("ResourceExistsException");
    expect(await codeOf(create({ ...input, ClientRequestToken: token(2) }))).toBe("ResourceExistsException");
    expect((await read("vendor/token")).SecretString).toBe("one");
  });

  it.each([
    ["a name with a space", { Name: "vendor x", SecretString: "v" }, "ValidationException"],
    ["an empty name", { Name: "", SecretString: "v" }, "ValidationException"],
    ["a short token", { Name: "n", SecretString: "v", ClientRequestToken: "short" }, "ValidationException"],
    ["65,537 bytes", { Name: "n", SecretString: "x".repeat(65_537) }, "ValidationException"],
    [
      "two values",
      { Name: "n", SecretString: "v", SecretBinary: Buffer.from("v") },
      "InvalidParameterException",
    ],
    ["a reserved tag", { Name: "n", Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidParameterException"],
  ])("refuses %s", async (_what, input, code) => {
    expect(await codeOf(create(input))).toBe(code);
    expect(await codeOf(describeIt("n"))).toBe("ResourceNotFoundException");
  });

  it("takes exactly 64 KiB", async () => {
    await create({ Name: "vendor/big", SecretString: "x".repeat(65_536) });
    expect((await read("vendor/big")).SecretString).toHaveLength(65_536);
  });
});

describe("versions", () => {
  it("move the stages along", async () => {
    const id = "vendor/versions";
    await create({ Name: id, SecretString: "1", ClientRequestToken: token(1) });
    const put = (digit: number, more: object = {}) =>
      lab.admin.secrets.send(
        new PutSecretValueCommand({
          SecretId: id,
          SecretString: `${digit}`,
          ClientRequestToken: token(digit),
          ...more,
        }),
      );
    await put(2);
    await put(2);
    expect((await describeIt(id)).VersionIdsToStages).toEqual({
      [token(1)]: ["AWSPREVIOUS"],
      [token(2)]: ["AWSCURRENT"],
    });
    await put(3, { VersionStages: ["AWSPENDING"] });
    expect((await read(id)).SecretString).toBe("2");
    expect((await read(id, { VersionStage: "AWSPENDING" })).SecretString).toBe("3");
    expect((await read(id, { VersionId: token(1) })).SecretString).toBe("1");
    const clash = lab.admin.secrets.send(
      new PutSecretValueCommand({ SecretId: id, SecretString: "other", ClientRequestToken: token(2) }),
    );
    expect(await codeOf(clash)).toBe("ResourceExistsException");
    const move = (more: object) =>
      lab.admin.secrets.send(
        new UpdateSecretVersionStageCommand({ SecretId: id, VersionStage: "AWSCURRENT", ...more }),
      );
    expect(await codeOf(move({ MoveToVersionId: token(3) }))).toBe("InvalidParameterException");
    await move({ MoveToVersionId: token(3), RemoveFromVersionId: token(2) });
    expect((await read(id)).SecretString).toBe("3");
    expect((await read(id, { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("2");
    const listed = await lab.admin.secrets.send(new ListSecretVersionIdsCommand({ SecretId: id }));
    expect(listed.Versions?.map((version) => version.VersionId).sort()).toEqual([token(2), token(3)]);
    expect(await codeOf(read(id, { VersionId: token(9) }))).toBe("ResourceNotFoundException");
  });

  it("come with UpdateSecret too, or without a value not at all", async () => {
    await create({ Name: "vendor/update", SecretString: "old" });
    const plain = await lab.admin.secrets.send(
      new UpdateSecretCommand({ SecretId: "vendor/update", Description: "said" }),
    );
    expect(plain.VersionId).toBeUndefined();
    await lab.admin.secrets.send(new UpdateSecretCommand({ SecretId: "vendor/update", SecretString: "new" }));
    expect((await read("vendor/update")).SecretString).toBe("new");
    expect((await describeIt("vendor/update")).Description).toBe("said");
  });
});

describe("deletion", () => {
  const remove = (SecretId: string, more: object = {}) =>
    lab.admin.secrets.send(new DeleteSecretCommand({ SecretId, ...more }));

  it("reserves the name for the window, and can be taken back", async () => {
    const id = "vendor/window";
    await create({ Name: id, SecretString: "kept" });
    const deleted = await lab.admin.secrets.send(
      new DeleteSecretCommand({ SecretId: id, RecoveryWindowInDays: 7 }),
    );
    expect((deleted.DeletionDate?.getTime() ?? 0) - lab.world.clock.now()).toBe(7 * 86_400_000);
    expect((await errorOf(read(id))).message).toBe(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
    expect(await codeOf(read(id))).toBe("InvalidRequestException");
    expect((await describeIt(id)).DeletedDate).toBeInstanceOf(Date);
    const again = await errorOf(create({ Name: id, SecretString: "new" }));
    expect(again.name).toBe("InvalidRequestException");
    expect(again.message).toContain("scheduled for deletion");
    await lab.admin.secrets.send(new RestoreSecretCommand({ SecretId: id }));
    expect((await read(id)).SecretString).toBe("kept");
    expect((await describeIt(id)).DeletedDate).toBeUndefined();
  });

  it("ends for good when the window has passed", async () => {
    const made = await create({ Name: "vendor/passed", SecretString: "x" });
    await remove("vendor/passed");
    const table = lab.world.table("secrets.secrets");
    const record = table.get(made.ARN ?? "");
    if (record !== undefined) table.set(record.arn, { ...record, deletionDate: lab.world.clock.now() });
    expect(await codeOf(describeIt("vendor/passed"))).toBe("ResourceNotFoundException");
    expect((await create({ Name: "vendor/passed", SecretString: "y" })).ARN).not.toBe(made.ARN);
  });

  it("without recovery frees the name at once and does not tell a missing secret", async () => {
    await create({ Name: "vendor/force", SecretString: "x" });
    await remove("vendor/force");
    await remove("vendor/force", { ForceDeleteWithoutRecovery: true });
    await create({ Name: "vendor/force", SecretString: "y" });
    await remove("vendor/missing", { ForceDeleteWithoutRecovery: true });
    expect(await codeOf(remove("vendor/missing"))).toBe("ResourceNotFoundException");
  });

  it.each([
    { RecoveryWindowInDays: 6 },
    { RecoveryWindowInDays: 31 },
    { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
  ])("refuses %j", async (more) => {
    expect(await codeOf(remove("vendor/find", more))).toBe("InvalidParameterException");
    await read("vendor/find");
  });
});

describe("lists", () => {
  it("filter, page, and tell planned deletions when asked", async () => {
    for (const name of ["list/a", "list/b", "list/c"]) {
      await create({ Name: name, SecretString: "v", Tags: [{ Key: "list", Value: name }] });
    }
    await lab.admin.secrets.send(new DeleteSecretCommand({ SecretId: "list/c" }));
    const names = async (more: object) => {
      const all: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const filter = {
          Filters: [{ Key: "name" as const, Values: ["list/"] }],
          SortBy: "name" as const,
          MaxResults: 1,
        };
        const page = await lab.admin.secrets.send(
          new ListSecretsCommand({
            SortOrder: "asc",
            ...filter,
            ...more,
            ...(NextToken ? { NextToken } : {}),
          }),
        );
        all.push(...(page.SecretList ?? []).map((secret) => secret.Name));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return all;
    };
    expect(await names({})).toEqual(["list/a", "list/b"]);
    expect(await names({ IncludePlannedDeletion: true })).toEqual(["list/a", "list/b", "list/c"]);
    expect(await names({ Filters: [{ Key: "tag-value", Values: ["list/b"] }] })).toEqual(["list/b"]);
    expect(await codeOf(lab.admin.secrets.send(new ListSecretsCommand({ NextToken: "x" })))).toBe(
      "InvalidNextTokenException",
    );
  });

  it("show tags as they are changed", async () => {
    await create({ Name: "vendor/tags", Tags: [{ Key: "a", Value: "1" }] });
    await lab.admin.secrets.send(
      new TagResourceCommand({ SecretId: "vendor/tags", Tags: [{ Key: "b", Value: "2" }] }),
    );
    await lab.admin.secrets.send(new UntagResourceCommand({ SecretId: "vendor/tags", TagKeys: ["a"] }));
    expect((await describeIt("vendor/tags")).Tags).toEqual([{ Key: "b", Value: "2" }]);
    expect(await codeOf(read("vendor/tags"))).toBe("ResourceNotFoundException");
  });
});

describe("what is kept", () => {
  it("never has a value in clear, in the state or in the trail", async () => {
    await create({ Name: "vendor/clear", SecretString: "uncovered-value" });
    await lab.admin.secrets.send(
      new PutSecretValueCommand({ SecretId: "vendor/clear", SecretBinary: Buffer.from("uncovered-value") }),
    );
    const written = lab.written();
    expect(written).not.toContain("uncovered-value");
    expect(written).not.toContain(Buffer.from("uncovered-value").toString("base64"));
    expect(written).toContain("vendor/clear");
  });

  it("answers passwords by their rules and names what is left out", async () => {
    const password = await lab.admin.secrets.send(
      new GetRandomPasswordCommand({
        PasswordLength: 20,
        ExcludePunctuation: true,
        ExcludeCharacters: "abc",
      }),
    );
    expect(password.RandomPassword).toMatch(/^[A-Zd-z0-9]{20}$/);
    expect(
      (await errorOf(lab.admin.secrets.send(new RotateSecretCommand({ SecretId: "vendor/find" })))).message,
    ).toContain("RotateSecret");
  });
});
