import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT, TRANSFER_SERVER } from "../../../sandbox/local-aws/seed/names.ts";
import { openLogin } from "../../../sandbox/local-aws/sftp/login.ts";
import type { RoleRecord, TransferUserRecord } from "../../../sandbox/local-aws/tables.ts";
import { type Direct, startDirect } from "../direct.ts";

const HOUR_MS = 3_600_000;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/vendor-acme`;
const USER: TransferUserRecord = {
  arn: `arn:aws:transfer:eu-central-1:${ACCOUNT}:user/${TRANSFER_SERVER}/acme`,
  serverId: TRANSFER_SERVER,
  name: "acme",
  roleArn: ROLE,
  homeDirectoryType: "LOGICAL",
  mappings: [{ entry: "/", target: "/partner-files/acme" }],
  keys: [],
  tags: {},
};
let direct: Direct;
beforeEach(async () => {
  direct = await startDirect();
  trust("Allow");
});
afterEach(() => direct.remove());

function trust(Effect: "Allow" | "Deny"): void {
  const role: RoleRecord = {
    account: ACCOUNT,
    name: "vendor-acme",
    path: "/",
    arn: ROLE,
    id: "AROAACMEACMEACMEACME1",
    createdAt: 0,
    maxSessionSeconds: 3600,
    trust: {
      Version: "2012-10-17",
      Statement: [{ Effect, Principal: { Service: "transfer.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    inline: {},
    attached: [],
    tags: {},
  };
  direct.world.table("iam.roles").set(`${ACCOUNT}/vendor-acme`, role);
}

function logIn() {
  const server = direct.world.table("transfer.servers").get(TRANSFER_SERVER);
  const login = server && openLogin(direct.world, server, USER);
  if (login === undefined) throw new Error("There is no login.");
  return login;
}

test("a connection outlives the session of its role, which is renewed after an hour", () => {
  const login = logIn();
  const first = login.caller().accessKeyId;
  direct.clock.advance(HOUR_MS - 1);
  expect(login.caller().accessKeyId).toBe(first);
  direct.clock.advance(1);
  expect(login.caller().accessKeyId).not.toBe(first);
  const assumed = direct.world.events().filter((event) => event.eventName === "AssumeRole");
  expect(assumed).toHaveLength(2);
});

test("it is not renewed once the trust policy shuts Transfer out", () => {
  const login = logIn();
  trust("Deny");
  expect(() => login.caller()).not.toThrow();
  direct.clock.advance(HOUR_MS);
  expect(() => login.caller()).toThrow(/not authorized to perform: sts:AssumeRole/);
});
