import { afterAll, beforeAll, expect, it } from "vitest";
import { presentedHostKeys } from "../../../src/access/sftp/host-keys.ts";
import { type Lab, startLab } from "../../sandbox/sftp/lab.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

it("tells each host key that a server has, and none where nobody answers", async () => {
  const { port } = lab.endpoint;
  const keys = await presentedHostKeys({ host: "127.0.0.1", port, timeoutMs: 5_000 });
  expect(keys.map(({ type }) => type)).toEqual(["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"]);
  expect(keys.map(({ fingerprint }) => fingerprint).sort()).toEqual([...lab.hostKeys].sort());
  expect(await presentedHostKeys({ host: "127.0.0.1", port: 1, timeoutMs: 1_000 })).toEqual([]);
});
