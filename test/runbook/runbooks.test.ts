import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listRunbooks, loadRunbook, type RunbookFolders } from "../../src/runbook/runbooks.ts";

const SHIPPED = fileURLToPath(new URL("../../runbooks", import.meta.url));

let dir: string;
let folders: RunbookFolders;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "vendor-runbooks-"));
  const own = join(dir, "runbooks");
  mkdirSync(own);
  cpSync(join(SHIPPED, "hosted-sftp.yaml"), join(own, "hosted-sftp.yaml"));
  folders = { own: [own], shipped: SHIPPED };
});
afterAll(() => rmSync(dir, { recursive: true }));

it("takes a team's own before a shipped one of the same name, and says where it is", () => {
  const own = loadRunbook("hosted-sftp", folders, dir);
  expect(own).toMatchObject({
    from: "hosted-sftp",
    own: "runbooks/hosted-sftp.yaml",
    source: join(dir, "runbooks/hosted-sftp.yaml"),
  });
  expect(listRunbooks(folders).filter(({ name }) => name === "hosted-sftp")).toMatchObject([
    { source: own.source },
  ]);
});

it("takes the shipped one where there is no own", () => {
  const shipped = loadRunbook("cross-account-s3", folders, dir);
  expect(shipped.source).toBe("shipped");
  expect(shipped).not.toHaveProperty("own");
});
