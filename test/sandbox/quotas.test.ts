import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, seededRoleArn, TRANSFER_SERVER } from "../../sandbox/local-aws/seed/names.ts";
import { seededKeyArn } from "../../sandbox/local-aws/seed/seed.ts";
import { grantKey } from "../../sandbox/local-aws/services/kms/grants.ts";
import type { Tables } from "../../sandbox/local-aws/tables.ts";
import { callOperation, type Direct, type Ended, serviceOf, startDirect } from "./direct.ts";
import { trust } from "./local.ts";

let direct: Direct;
beforeAll(async () => {
  direct = await startDirect();
});
afterAll(() => direct.remove());

function call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<Ended> {
  return callOperation(direct, serviceOf(service), direct.seededCaller("admin"), operation, input);
}

/** Fills a table up by copies of one row. */
function copy<N extends keyof Tables>(name: N, key: string, prefix: string, upTo: number): void {
  const table = direct.world.table(name);
  const row = table.get(key);
  if (row === undefined) throw new Error(`There is no ${key} to copy.`);
  for (let count = table.entries(prefix).length; count < upTo; count += 1)
    table.set(`${prefix}many-${count}`, { ...row, name: `many-${count}` });
}

test("1,000 roles in an account", async () => {
  const create = (RoleName: string) =>
    call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: trust(ACCOUNT) });
  copy("iam.roles", `${ACCOUNT}/admin`, `${ACCOUNT}/`, 999);
  expect((await create("thousandth")).status).toBe(200);
  expect((await create("one-more")).code).toBe("LimitExceeded");
});

test("10,000 users of a server", async () => {
  const create = (UserName: string) =>
    call("transfer", "CreateUser", {
      ServerId: TRANSFER_SERVER,
      UserName,
      Role: seededRoleArn("operator"),
    });
  await create("first");
  copy("transfer.users", `${TRANSFER_SERVER}/first`, `${TRANSFER_SERVER}/`, 9_999);
  expect((await create("last")).status).toBe(200);
  expect((await create("one-more")).code).toBe("InvalidRequestException");
});

test("50,000 grants of a key", async () => {
  const keyArn = seededKeyArn(direct.world) ?? "";
  const GranteePrincipal = seededRoleArn("operator");
  const create = () =>
    call("kms", "CreateGrant", { KeyId: keyArn, GranteePrincipal, Operations: ["Decrypt"] });
  const grantId = String(JSON.parse((await create()).body).GrantId);
  copy("kms.grants", grantKey({ keyArn, grantId }), `${keyArn}/`, 49_999);
  expect((await create()).status).toBe(200);
  expect((await create()).code).toBe("LimitExceededException");
});
