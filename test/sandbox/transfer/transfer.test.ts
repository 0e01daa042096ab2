import {
  CreateServerCommand,
  CreateUserCommand,
  DeleteServerCommand,
  DeleteSshPublicKeyCommand,
  DeleteUserCommand,
  DescribeHostKeyCommand,
  DescribeSecurityPolicyCommand,
  DescribeServerCommand,
  DescribeUserCommand,
  ImportSshPublicKeyCommand,
  ListHostKeysCommand,
  ListServersCommand,
  ListTagsForResourceCommand,
  ListUsersCommand,
  StartFileTransferCommand,
  StartServerCommand,
  StopServerCommand,
  TagResourceCommand,
  TestIdentityProviderCommand,
  UntagResourceCommand,
  UpdateServerCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-transfer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TRANSFER_SERVER } from "../../../sandbox/local-aws/seed/names.ts";
import { DEFAULT_SECURITY_POLICY } from "../../../sandbox/local-aws/services/transfer/security-policies.ts";
import { ALGORITHMS } from "../../../sandbox/local-aws/sftp/algorithms.ts";
import { generateSshKeyPair } from "../../../src/core/ssh/key-pair.ts";
import {
  ACCOUNT,
  type Actor,
  allow,
  codeOf,
  errorOf,
  type Lab,
  OTHER_ACCOUNT,
  startLab,
} from "../kms/lab.ts";

let lab: Lab;
let ServerId: string;
const Role = `arn:aws:iam::${ACCOUNT}:role/vendor-acme`;
const mapping = { Entry: "/", Target: "/partner-files/acme" };
const key = () => generateSshKeyPair("ssh-ed25519").publicKey;

beforeAll(async () => {
  lab = await startLab();
  const made = await lab.admin.transfer.send(
    new CreateServerCommand({ Tags: [{ Key: "owner", Value: "files" }] }),
  );
  ServerId = made.ServerId ?? "";
});
afterAll(() => lab.close());

type UserInput = Partial<ConstructorParameters<typeof CreateUserCommand>[0]>;

function create(UserName: string, more: UserInput = {}, actor: Actor = lab.admin) {
  const logical = { HomeDirectoryType: "LOGICAL" as const, HomeDirectoryMappings: [mapping] };
  return actor.transfer.send(new CreateUserCommand({ ServerId, UserName, Role, ...logical, ...more }));
}

const look = async (UserName: string) =>
  (await lab.admin.transfer.send(new DescribeUserCommand({ ServerId, UserName }))).User;

describe("users", () => {
  it("are made in one call and read back whole", async () => {
    const SshPublicKeyBody = key();
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [allow("s3:GetObject")] });
    const Tags = [{ Key: "vendor:partner", Value: "acme" }];
    expect(await create("acme", { SshPublicKeyBody, Policy, Tags })).toMatchObject({
      ServerId,
      UserName: "acme",
    });
    const user = await look("acme");
    expect(user).toMatchObject({
      Arn: `arn:aws:transfer:eu-central-1:${ACCOUNT}:user/${ServerId}/acme`,
      HomeDirectoryType: "LOGICAL",
      HomeDirectoryMappings: [mapping],
      Role,
      Tags,
      SshPublicKeys: [{ SshPublicKeyBody: SshPublicKeyBody.trim() }],
    });
    expect(JSON.parse(user?.Policy ?? "")).toEqual(JSON.parse(Policy));
    expect(await codeOf(create("acme"))).toBe("ResourceExistsException");
  });

  it.each<[string, UserInput]>([
    ["no mappings for LOGICAL", { HomeDirectoryMappings: undefined }],
    ["a HomeDirectory with LOGICAL", { HomeDirectory: "/partner-files/acme" }],
    ["mappings for PATH", { HomeDirectoryType: "PATH" }],
    [
      "a root entry beside others",
      { HomeDirectoryMappings: [mapping, { Entry: "/in", Target: "/partner-files/in" }] },
    ],
    ["the same entry twice", { HomeDirectoryMappings: [mapping, mapping] }],
    ["a malformed session policy", { Policy: "{" }],
    ["a truncated key", { SshPublicKeyBody: `${key().trim().slice(0, 50)}` }],
    ["a key of another type than it says", { SshPublicKeyBody: key().replace("ssh-ed25519", "ssh-rsa") }],
    ["a DSA key", { SshPublicKeyBody: "ssh-dss AAAAB3NzaC1kc3MAAAA=" }],
  ])("are refused with %s", async (_what, more) => {
    expect(await codeOf(create("refused", more))).toBe("InvalidRequestException");
    expect(await codeOf(look("refused"))).toBe("ResourceNotFoundException");
  });

  it.each<[string, UserInput]>([
    ["an entry without a slash", { HomeDirectoryMappings: [{ Entry: "in", Target: "/x" }] }],
    ["a bad name", { UserName: "-x" }],
    ["a long session policy", { Policy: " ".repeat(2049) }],
    ["a role that is no role", { Role: "arn:aws:iam::123456789012:user/x" }],
    ["a private key", { SshPublicKeyBody: "-----BEGIN OPENSSH PRIVATE KEY-----" }],
  ])("are refused by the model with %s", async (_what, more) => {
    expect(await codeOf(create("refused", more))).toBe("ValidationException");
  });

  it("never echo a private key that was pasted by mistake", async () => {
    const SshPublicKeyBody = generateSshKeyPair("ssh-ed25519").privateKey.reveal();
    const secretLine = SshPublicKeyBody.split("\n")[3] ?? "";
    const refused = await errorOf(create("pasted", { SshPublicKeyBody }));
    expect(refused.name).toBe("ValidationException");
    expect(refused.message).not.toContain(secretLine);
    expect(lab.written().includes(secretLine)).toBe(false);
  });

  it("change by UpdateUser, only where asked", async () => {
    await create("changed", { SshPublicKeyBody: key() });
    const moved = [{ Entry: "/", Target: "/partner-files/elsewhere" }];
    const update = (more: object) =>
      lab.admin.transfer.send(new UpdateUserCommand({ ServerId, UserName: "changed", ...more }));
    await update({ HomeDirectoryMappings: moved });
    expect(await look("changed")).toMatchObject({
      HomeDirectoryMappings: moved,
      Role,
      HomeDirectoryType: "LOGICAL",
    });
    expect((await look("changed"))?.SshPublicKeys).toHaveLength(1);
    await update({ HomeDirectoryType: "PATH", HomeDirectory: "/partner-files" });
    expect(await look("changed")).toMatchObject({
      HomeDirectoryType: "PATH",
      HomeDirectory: "/partner-files",
    });
    expect(await codeOf(update({ HomeDirectoryType: "LOGICAL" }))).toBe("InvalidRequestException");
  });

  it("are listed and deleted", async () => {
    await create("deleted");
    const names = async () =>
      (await lab.admin.transfer.send(new ListUsersCommand({ ServerId }))).Users?.map((user) => user.UserName);
    expect(await names()).toContain("deleted");
    await lab.admin.transfer.send(new DeleteUserCommand({ ServerId, UserName: "deleted" }));
    expect(await names()).not.toContain("deleted");
    const again = lab.admin.transfer.send(new DeleteUserCommand({ ServerId, UserName: "deleted" }));
    expect(await errorOf(again)).toMatchObject({ name: "ResourceNotFoundException", ResourceType: "User" });
  });

  it("have up to ten keys, each once", async () => {
    await create("keys");
    const add = (SshPublicKeyBody: string) =>
      lab.admin.transfer.send(
        new ImportSshPublicKeyCommand({ ServerId, UserName: "keys", SshPublicKeyBody }),
      );
    const first = key();
    const { SshPublicKeyId = "" } = await add(first);
    expect(await codeOf(add(first))).toBe("ResourceExistsException");
    for (let count = 1; count < 10; count += 1) await add(key());
    expect(await codeOf(add(key()))).toBe("InvalidRequestException");
    const remove = () =>
      lab.admin.transfer.send(new DeleteSshPublicKeyCommand({ ServerId, UserName: "keys", SshPublicKeyId }));
    await remove();
    expect(await codeOf(remove())).toBe("ResourceNotFoundException");
    await add(key());
  });
});

describe("permission to make users", () => {
  it("includes passing the role to Transfer, and that role only", async () => {
    const createUser = allow("transfer:CreateUser");
    const without = lab.actor("no-pass", [createUser]);
    expect((await errorOf(create("passed", {}, without))).message).toContain("iam:PassRole");
    const passing = lab.actor("passing", [
      createUser,
      {
        ...allow("iam:PassRole", Role),
        Condition: { StringEquals: { "iam:PassedToService": "transfer.amazonaws.com" } },
      },
    ]);
    const other = { Role: `arn:aws:iam::${ACCOUNT}:role/admin` };
    expect(await codeOf(create("passed", other, passing))).toBe("AccessDeniedException");
    const foreign = { Role: `arn:aws:iam::${OTHER_ACCOUNT}:role/vendor-acme` };
    expect(await codeOf(create("passed", foreign, lab.admin))).toBe("AccessDeniedException");
    await create("passed", {}, passing);
  });

  it("can be bound to tags of the request and of the resource", async () => {
    const owner = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });
    const actor = lab.actor("tag-bound", [
      {
        ...allow(["transfer:CreateUser", "transfer:TagResource"]),
        ...owner("aws:RequestTag/vendor:partner", "beta"),
      },
      { ...allow("transfer:DeleteUser"), ...owner("aws:ResourceTag/vendor:partner", "beta") },
      allow("iam:PassRole"),
    ]);
    const tagged = (Value: string) => ({ Tags: [{ Key: "vendor:partner", Value }] });
    expect(await codeOf(create("beta", tagged("acme"), actor))).toBe("AccessDeniedException");
    await create("beta", tagged("beta"), actor);
    await create("gamma", tagged("gamma"));
    const remove = (UserName: string) => actor.transfer.send(new DeleteUserCommand({ ServerId, UserName }));
    expect(await codeOf(remove("gamma"))).toBe("AccessDeniedException");
    await remove("beta");
  });
});

/** The seeded server, for which the SFTP endpoint stands. */
async function plantEndpoint(): Promise<void> {
  const servers = lab.world.table("transfer.servers");
  const [record] = servers.entries(ServerId);
  if (record === undefined) throw new Error("There is no server to copy.");
  const arn = record[1].arn.replace(ServerId, TRANSFER_SERVER);
  servers.set(TRANSFER_SERVER, { ...record[1], id: TRANSFER_SERVER, arn });
}

describe("servers", () => {
  it("tell one fingerprint, and ListHostKeys all of them", async () => {
    const { Server } = await lab.admin.transfer.send(new DescribeServerCommand({ ServerId }));
    expect(Server).toMatchObject({
      State: "OFFLINE",
      EndpointType: "PUBLIC",
      IdentityProviderType: "SERVICE_MANAGED",
      Protocols: ["SFTP"],
      Domain: "S3",
      Tags: [{ Key: "owner", Value: "files" }],
    });
    expect(Server?.HostKeyFingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}=$/);
    const { HostKeys = [] } = await lab.admin.transfer.send(new ListHostKeysCommand({ ServerId }));
    expect(HostKeys.map((key) => key.Type)).toEqual(["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"]);
    expect(HostKeys.map((key) => key.Fingerprint)).toContain(Server?.HostKeyFingerprint);
    const HostKeyId = HostKeys[1]?.HostKeyId ?? "";
    const one = await lab.admin.transfer.send(new DescribeHostKeyCommand({ ServerId, HostKeyId }));
    expect(one.HostKey?.HostKeyFingerprint).toBe(HostKeys[1]?.Fingerprint);
    const SecurityPolicyName = Server?.SecurityPolicyName ?? "";
    const policy = await lab.admin.transfer.send(new DescribeSecurityPolicyCommand({ SecurityPolicyName }));
    expect(policy.SecurityPolicy).toMatchObject({ SshKexs: ALGORITHMS.kex, SshMacs: ALGORITHMS.hmac });
  });

  it("stop, and go only without users", async () => {
    const { ServerId: other = "" } = await lab.admin.transfer.send(new CreateServerCommand({}));
    const stateOf = async (id: string) => {
      const { Servers = [] } = await lab.admin.transfer.send(new ListServersCommand({}));
      return Servers.find((server) => server.ServerId === id)?.State;
    };
    await plantEndpoint();
    const both = [TRANSFER_SERVER, other];
    for (const stopped of both) await lab.admin.transfer.send(new StopServerCommand({ ServerId: stopped }));
    expect(await Promise.all(both.map(stateOf))).toEqual(["OFFLINE", "OFFLINE"]);
    for (const started of both) await lab.admin.transfer.send(new StartServerCommand({ ServerId: started }));
    expect(await Promise.all(both.map(stateOf))).toEqual(["ONLINE", "START_FAILED"]);
    await create("last", { ServerId: other });
    const remove = () => lab.admin.transfer.send(new DeleteServerCommand({ ServerId: other }));
    expect(await codeOf(remove())).toBe("InvalidRequestException");
    await lab.admin.transfer.send(new DeleteUserCommand({ ServerId: other, UserName: "last" }));
    await remove();
    const gone = lab.admin.transfer.send(new DescribeServerCommand({ ServerId: other }));
    expect(await errorOf(gone)).toMatchObject({
      name: "ResourceNotFoundException",
      message: "Unknown server",
    });
  });

  it("change their security policy, the endpoint's own excepted", async () => {
    const { transfer } = lab.admin;
    const SecurityPolicyName = "TransferSecurityPolicy-2018-11";
    const { ServerId: other = "" } = await transfer.send(new CreateServerCommand({ SecurityPolicyName }));
    const policyOf = async () =>
      (await transfer.send(new DescribeServerCommand({ ServerId: other }))).Server?.SecurityPolicyName;
    const { SecurityPolicy } = await transfer.send(new DescribeSecurityPolicyCommand({ SecurityPolicyName }));
    expect(SecurityPolicy?.SshMacs).toContain("hmac-sha1");
    await transfer.send(new UpdateServerCommand({ ServerId: other }));
    expect(await policyOf()).toBe(SecurityPolicyName);
    const update = { ServerId: other, SecurityPolicyName: DEFAULT_SECURITY_POLICY };
    await transfer.send(new UpdateServerCommand(update));
    expect(await policyOf()).toBe(DEFAULT_SECURITY_POLICY);
    const unknown = { ServerId: other, SecurityPolicyName: "TransferSecurityPolicy-1999-01" };
    expect(await codeOf(transfer.send(new UpdateServerCommand(unknown)))).toBe("ResourceNotFoundException");
    await plantEndpoint();
    const endpoint = { ServerId: TRANSFER_SERVER, SecurityPolicyName };
    expect(await codeOf(transfer.send(new UpdateServerCommand(endpoint)))).toBe("InvalidRequestException");
    const limited = lab.actor("limited", [allow("transfer:DescribeServer")]);
    expect(await codeOf(limited.transfer.send(new UpdateServerCommand(update)))).toBe(
      "AccessDeniedException",
    );
  });

  it("are unknown to other accounts", async () => {
    const foreign = lab.actor("foreign", [allow("*")], OTHER_ACCOUNT);
    const asked = foreign.transfer.send(new DescribeServerCommand({ ServerId }));
    expect(await codeOf(asked)).toBe("ResourceNotFoundException");
  });

  it("do not test service-managed users, and name what is left out", async () => {
    await create("tested");
    const test = lab.admin.transfer.send(new TestIdentityProviderCommand({ ServerId, UserName: "tested" }));
    expect(await codeOf(test)).toBe("InvalidRequestException");
    const start = lab.admin.transfer.send(
      new StartFileTransferCommand({ ConnectorId: "c-01234567890abcdef" }),
    );
    expect((await errorOf(start)).message).toContain("StartFileTransfer");
  });
});

describe("tags", () => {
  it("are changed on users and servers by ARN", async () => {
    await create("tags", { Tags: [{ Key: "a", Value: "1" }] });
    const Arn = (await look("tags"))?.Arn ?? "";
    await lab.admin.transfer.send(new TagResourceCommand({ Arn, Tags: [{ Key: "b", Value: "2" }] }));
    await lab.admin.transfer.send(new UntagResourceCommand({ Arn, TagKeys: ["a"] }));
    const listed = await lab.admin.transfer.send(new ListTagsForResourceCommand({ Arn }));
    expect(listed).toMatchObject({ Arn, Tags: [{ Key: "b", Value: "2" }] });
    const wrong = `arn:aws:transfer:eu-central-1:${ACCOUNT}:workflow/w-1`;
    expect(await codeOf(lab.admin.transfer.send(new ListTagsForResourceCommand({ Arn: wrong })))).toBe(
      "InvalidRequestException",
    );
  });
});
