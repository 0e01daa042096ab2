import { expect, it } from "vitest";
import { standInWarnings } from "../../src/runbook/stand-in.ts";

const roleArn = "arn:aws:iam::210987654321:role/stand-in";
const neighbour = (name: string, ...arns: readonly string[]) => ({
  subject: { name, principals: arns.map((arn) => ({ arn })) },
  attached: [],
  grants: [],
});

it("warns of each partner that comes as the sandbox account's role, and of nobody else", () => {
  const partners = [
    neighbour("acme", "arn:aws:iam::123456789012:role/vendor-acme"),
    neighbour("globex", "arn:aws:iam::210987654321:role/other", roleArn),
  ];
  const config = { sandboxAccount: { roleArn } };
  expect(standInWarnings(config, { partners })).toEqual([
    expect.stringMatching(/^globex comes as arn:aws:iam::210987654321:role\/stand-in, which is the sandbox/),
  ]);
  expect(standInWarnings({}, { partners })).toEqual([]);
});
