import * as iam from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients, policy, refusal, startTestAws, type TestAws, trust } from "../local.ts";

const ROOT = "arn:aws:iam::123456789012:root";
let aws: TestAws;
let client: iam.IAMClient;
beforeAll(async () => {
  aws = await startTestAws();
  client = clients(aws, aws.credentials("admin")).iam;
});
afterAll(() => aws.remove());

const create = (RoleName: string, more: Partial<iam.CreateRoleCommandInput> = {}) =>
  client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(ROOT), ...more }));
const get = async (RoleName: string) => (await client.send(new iam.GetRoleCommand({ RoleName }))).Role;
const document = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

describe("a role", () => {
  test("lives from create to delete", async () => {
    const made = await create("life", {
      Path: "/team/",
      Description: "d",
      Tags: [{ Key: "vendor:partner", Value: "acme" }],
    });
    expect(made.Role).toMatchObject({
      Arn: "arn:aws:iam::123456789012:role/team/life",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      MaxSessionDuration: 3600,
    });
    await client.send(new iam.UpdateRoleCommand({ RoleName: "life", MaxSessionDuration: 7200 }));
    await client.send(
      new iam.UpdateAssumeRolePolicyCommand({ RoleName: "life", PolicyDocument: trust("210987654321") }),
    );
    await client.send(new iam.TagRoleCommand({ RoleName: "life", Tags: [{ Key: "owner", Value: "ann" }] }));
    await client.send(new iam.UntagRoleCommand({ RoleName: "life", TagKeys: ["vendor:partner"] }));
    const role = await get("life");
    expect(role).toMatchObject({
      MaxSessionDuration: 7200,
      Description: "d",
      Tags: [{ Key: "owner", Value: "ann" }],
    });
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? "")).toBe(
      trust("arn:aws:iam::210987654321:root"),
    );
    const listed = await client.send(new iam.ListRolesCommand({ PathPrefix: "/team/" }));
    expect(listed.Roles).toEqual([expect.not.objectContaining({ Tags: expect.anything() })]);
    await client.send(new iam.DeleteRoleCommand({ RoleName: "life" }));
    expect(await refusal(get("life"))).toEqual({
      code: "NoSuchEntityException",
      status: 404,
      message: "The role with name life cannot be found.",
    });
  });

  test("has inline policies, which come back encoded", async () => {
    await create("inline");
    const named = { RoleName: "inline", PolicyName: "access" };
    await client.send(new iam.PutRolePolicyCommand({ ...named, PolicyDocument: document }));
    const answer = await client.send(new iam.GetRolePolicyCommand(named));
    expect(answer.PolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(answer.PolicyDocument ?? "")).toBe(document);
    expect((await refusal(client.send(new iam.DeleteRoleCommand({ RoleName: "inline" })))).code).toBe(
      "DeleteConflictException",
    );
    await client.send(new iam.DeleteRolePolicyCommand(named));
    expect((await refusal(client.send(new iam.GetRolePolicyCommand(named)))).code).toBe(
      "NoSuchEntityException",
    );
  });

  test("has managed policies and a boundary", async () => {
    await create("managed");
    const made = await client.send(
      new iam.CreatePolicyCommand({ PolicyName: "read", PolicyDocument: document }),
    );
    const PolicyArn = made.Policy?.Arn ?? "";
    const role = { RoleName: "managed" };
    await client.send(new iam.AttachRolePolicyCommand({ ...role, PolicyArn }));
    await client.send(new iam.PutRolePermissionsBoundaryCommand({ ...role, PermissionsBoundary: PolicyArn }));
    expect((await get("managed"))?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PolicyArn);
    const attached = await client.send(new iam.ListAttachedRolePoliciesCommand(role));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: "read", PolicyArn }]);
    expect((await refusal(client.send(new iam.DeletePolicyCommand({ PolicyArn })))).code).toBe(
      "DeleteConflictException",
    );
    await client.send(new iam.DetachRolePolicyCommand({ ...role, PolicyArn }));
    await client.send(new iam.DeleteRolePermissionsBoundaryCommand(role));
    await client.send(
      new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: true }),
    );
    const versions = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn }));
    expect(versions.Versions?.map((version) => [version.VersionId, version.IsDefaultVersion])).toEqual([
      ["v2", true],
      ["v1", false],
    ]);
    await client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await client.send(new iam.DeletePolicyCommand({ PolicyArn }));
    expect((await refusal(client.send(new iam.GetPolicyCommand({ PolicyArn })))).code).toBe(
      "NoSuchEntityException",
    );
  });
});

test("listings come in pages", async () => {
  for (const name of ["p1", "p2", "p3"]) await create(name, { Path: "/pages/" });
  const names: (string | undefined)[] = [];
  const config = { client, pageSize: 2 };
  let pages = 0;
  for await (const page of iam.paginateListRoles(config, { PathPrefix: "/pages/" })) {
    pages += 1;
    names.push(...(page.Roles ?? []).map((role) => role.RoleName));
  }
  expect([pages, names]).toEqual([2, ["p1", "p2", "p3"]]);
});

describe("refuses", () => {
  const long = (length: number) =>
    policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(length)}` });
  const cases: readonly [string, () => Promise<unknown>, string, RegExp][] = [
    [
      "a name that exists",
      () => create("admin"),
      "EntityAlreadyExistsException",
      /Role with name admin already exists/,
    ],
    [
      "a name with a space",
      () => create("a b"),
      "ValidationError",
      /Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\w\+=,\.@-\]\+/,
    ],
    [
      "a name of 65 letters",
      () => create("x".repeat(65)),
      "ValidationError",
      /length less than or equal to 64/,
    ],
    [
      "a session of 100 s",
      () => create("s", { MaxSessionDuration: 100 }),
      "ValidationError",
      /'maxSessionDuration' failed.*greater than or equal to 3600/,
    ],
    [
      "a document that is no JSON",
      () => create("j", { AssumeRolePolicyDocument: "{" }),
      "MalformedPolicyDocumentException",
      /invalid Json/,
    ],
    [
      "an unknown principal",
      () => create("u", { AssumeRolePolicyDocument: trust("arn:aws:iam::123456789012:role/nobody") }),
      "MalformedPolicyDocumentException",
      /Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role\/nobody"/,
    ],
    [
      "a dead principal id",
      () => create("u", { AssumeRolePolicyDocument: trust("AROAAAAAAAAAAAAAAAAAA") }),
      "MalformedPolicyDocumentException",
      /Invalid principal/,
    ],
    [
      "a trust policy over 2048",
      () =>
        create("t", {
          AssumeRolePolicyDocument: trust(ROOT, { StringEquals: { "sts:ExternalId": "x".repeat(2000) } }),
        }),
      "LimitExceededException",
      /ACLSizePerRole: 2048/,
    ],
    [
      "inline policies over 10240",
      () =>
        client.send(
          new iam.PutRolePolicyCommand({
            RoleName: "partner-desk",
            PolicyName: "big",
            PolicyDocument: long(10_000),
          }),
        ),
      "LimitExceededException",
      /10240 bytes exceeded for role partner-desk/,
    ],
    [
      "a managed policy over 6144",
      () => client.send(new iam.CreatePolicyCommand({ PolicyName: "big", PolicyDocument: long(6100) })),
      "LimitExceededException",
      /6144/,
    ],
    [
      "51 tags",
      () => create("t", { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "" })) }),
      "ValidationError",
      /less than or equal to 50/,
    ],
    [
      "a tag twice",
      () =>
        create("t", {
          Tags: [
            { Key: "a", Value: "" },
            { Key: "A", Value: "" },
          ],
        }),
      "InvalidInputException",
      /case insensitive/,
    ],
    [
      "a boundary that is not there",
      () => create("b", { PermissionsBoundary: "arn:aws:iam::123456789012:policy/none" }),
      "NoSuchEntityException",
      /does not exist/,
    ],
    [
      "what is left out",
      () => client.send(new iam.ListGroupsCommand({})),
      "NotImplemented",
      /ListGroups is not part of the local AWS/,
    ],
  ];
  test.each(cases)("%s", async (_what, call, code, message) => {
    const { code: got, message: text } = await refusal(call());
    expect(got).toBe(code);
    expect(text).toMatch(message);
  });
});

test("white space in documents does not count", async () => {
  const spaced = trust(ROOT).replaceAll(",", `,${" ".repeat(800)}`);
  await create("spaced", { AssumeRolePolicyDocument: spaced });
});

test("AWS's own policies can be attached, not changed", async () => {
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  const { Policy } = await client.send(new iam.GetPolicyCommand({ PolicyArn }));
  expect(Policy?.DefaultVersionId).toBe("v1");
  const change = client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document }));
  expect((await refusal(change)).code).toMatch(/AccessDenied/);
});

test("the operator may touch vendor roles only", async () => {
  const operator = clients(aws, aws.credentials("operator")).iam;
  await operator.send(
    new iam.CreateRoleCommand({ RoleName: "vendor-x", AssumeRolePolicyDocument: trust(ROOT) }),
  );
  const denied = await refusal(
    operator.send(new iam.CreateRoleCommand({ RoleName: "other", AssumeRolePolicyDocument: trust(ROOT) })),
  );
  expect(denied).toMatchObject({
    code: "AccessDenied",
    status: 403,
    message:
      "User: arn:aws:sts::123456789012:assumed-role/vendor-operator/local is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/other because no identity-based policy allows the iam:CreateRole action",
  });
});

test("users and the account can be looked at", async () => {
  expect((await client.send(new iam.ListUsersCommand({}))).Users?.map((user) => user.UserName)).toEqual([
    "engineer",
  ]);
  expect((await client.send(new iam.GetAccountSummaryCommand({}))).SummaryMap?.RolesQuota).toBe(1000);
  expect((await client.send(new iam.ListAccountAliasesCommand({}))).AccountAliases).toEqual([]);
});

describe("an OIDC identity provider", () => {
  const arn = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/tenant";
  const provider = (more: Partial<iam.CreateOpenIDConnectProviderCommandInput> = {}) =>
    client.send(
      new iam.CreateOpenIDConnectProviderCommand({ Url: "https://idp.example.com/tenant", ...more }),
    );
  const got = (OpenIDConnectProviderArn: string) =>
    client.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));

  test("lives from create to delete, which is no error twice", async () => {
    const Tags = [{ Key: "team", Value: "edi" }];
    const made = await provider({
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: ["0".repeat(40)],
      Tags,
    });
    expect(made).toMatchObject({ OpenIDConnectProviderArn: arn, Tags });
    const named = { OpenIDConnectProviderArn: arn };
    await client.send(new iam.AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: "mine" }));
    await client.send(new iam.AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: "mine" }));
    expect(await got(arn)).toMatchObject({
      Url: "idp.example.com/tenant",
      ClientIDList: ["sts.amazonaws.com", "mine"],
      ThumbprintList: ["0".repeat(40)],
      Tags,
    });
    expect(await refusal(provider())).toMatchObject({ code: "EntityAlreadyExistsException", status: 409 });
    for (let count = 0; count < 2; count += 1)
      await client.send(new iam.DeleteOpenIDConnectProviderCommand(named));
    expect(await refusal(got(arn))).toEqual({
      code: "NoSuchEntityException",
      status: 404,
      message: `OpenIDConnect Provider not found for arn ${arn}`,
    });
  });

  test.each([
    [{ Url: "http://idp.example.com" }, "InvalidInputException"],
    [{ Url: "https://idp.example.com:8443" }, "InvalidInputException"],
    [{ Url: "https://idp.example.com/?tenant=1" }, "InvalidInputException"],
    [{ ThumbprintList: ["0".repeat(39)] }, "ValidationError"],
    [{ ThumbprintList: Array(6).fill("0".repeat(40)) }, "ValidationError"],
    [{ ClientIDList: ["a".repeat(256)] }, "ValidationError"],
  ])("is refused with %j", async (more, code) => {
    expect(await refusal(provider(more))).toMatchObject({ code, status: 400 });
  });

  test("is found by its own ARN in its own account alone, by those who may", async () => {
    expect(await refusal(got("arn:aws:iam::123456789012:saml-provider/x"))).toMatchObject({
      code: "InvalidInputException",
    });
    const elsewhere = "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com";
    expect(await refusal(got(elsewhere))).toMatchObject({ code: "NoSuchEntityException" });
    const operator = clients(aws, aws.credentials("operator")).iam;
    const named = { OpenIDConnectProviderArn: arn };
    const tried = operator.send(new iam.DeleteOpenIDConnectProviderCommand(named));
    expect(await refusal(tried)).toMatchObject({ status: 403 });
  });
});
