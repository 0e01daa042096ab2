import { randomBytes } from "node:crypto";
import type { Stats } from "ssh2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUCKET, DENIED, type Lab, startLab, WITHOUT_KMS } from "./lab.ts";
import { ask, connect, type Partner, statusOf } from "./partner.ts";

const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;
const OP_UNSUPPORTED = 8;

let lab: Lab;
let partner: Partner;

beforeEach(async () => {
  lab = await startLab();
  partner = await connect(lab);
  await partner.put("/hello.txt", "hello");
});

afterEach(async () => {
  partner.client.end();
  await lab.close();
});

describe("files", () => {
  it("are put, listed, read, described, renamed and removed as the S3 calls they stand for", async () => {
    const { sftp } = partner;
    expect(await partner.list("/")).toEqual(["hello.txt"]);
    expect(await partner.get("/hello.txt")).toBe("hello");
    expect(await ask<Stats>((done) => sftp.stat("hello.txt", done))).toMatchObject({
      size: 5,
      mode: 0o100644,
    });
    await ask((done) => sftp.rename("/hello.txt", "/renamed.txt", done));
    expect(await partner.list("/")).toEqual(["renamed.txt"]);
    await ask((done) => sftp.unlink("/renamed.txt", done));
    expect(await statusOf(partner.get("/renamed.txt"))).toBe(NO_SUCH_FILE);
    const names = lab.world.events().map((event) => event.eventName);
    expect(new Set(names)).toEqual(
      new Set([
        "AssumeRole",
        "PutObject",
        "ListObjects",
        "HeadObject",
        "GetObject",
        "CopyObject",
        "DeleteObject",
        "GenerateDataKey",
        "Decrypt",
      ]),
    );
    const put = lab.world.events().find((event) => event.eventName === "PutObject");
    expect(put).toMatchObject({
      invokedBy: "transfer.amazonaws.com",
      caller: { roleArn: "arn:aws:iam::123456789012:role/vendor-acme" },
      resources: [{ name: `arn:aws:s3:::${BUCKET}/acme/hello.txt` }, { name: `arn:aws:s3:::${BUCKET}` }],
    });
  });

  it("come back as they went, also when read from the middle or in odd pieces", async () => {
    const body = randomBytes(3_000_001);
    await partner.put("/big.bin", body);
    const { sftp } = partner;
    expect((await ask<Buffer>((done) => sftp.readFile("/big.bin", done))).equals(body)).toBe(true);
    const handle = await ask<Buffer>((done) => sftp.open("/big.bin", "r", done));
    for (const [offset, length] of [
      [2_000_000, 1000],
      [17, 30_000],
      [30_017, 5],
      [2_999_999, 100],
    ] as const) {
      const buffer = Buffer.alloc(length);
      const count = await ask<number>((done) => sftp.read(handle, buffer, 0, length, offset, done));
      expect(buffer.subarray(0, count).equals(body.subarray(offset, offset + length))).toBe(true);
    }
    await ask((done) => sftp.close(handle, done));
  });

  it("may be empty", async () => {
    await partner.put("/empty", "");
    expect(await partner.get("/empty")).toBe("");
  });

  it("exist only once their upload is closed, and not at all where the connection broke before", async () => {
    const { sftp } = partner;
    const handle = await ask<Buffer>((done) => sftp.open("/half", "w", done));
    await ask((done) => sftp.write(handle, Buffer.from("half"), 0, 4, 0, done));
    expect(await partner.list("/")).toEqual(["hello.txt"]);
    partner.client.destroy();
    await expect
      .poll(() => lab.world.events().some((event) => event.eventName === "PutObject" && event.errorCode))
      .toBe(true);
    partner = await connect(lab);
    expect(await partner.list("/")).toEqual(["hello.txt"]);
  });

  it("can only be written anew and in sequence", async () => {
    const { sftp } = partner;
    expect(await statusOf(ask((done) => sftp.open("/hello.txt", "a", done)))).toBe(OP_UNSUPPORTED);
    expect(await statusOf(ask((done) => sftp.open("/hello.txt", "r+", done)))).toBe(OP_UNSUPPORTED);
    expect(await statusOf(ask((done) => sftp.open("/hello.txt", "wx", done)))).toBe(FAILURE);
    const handle = await ask<Buffer>((done) => sftp.open("/new", "w", done));
    const write = ask((done) => sftp.write(handle, Buffer.from("x"), 0, 1, 10, done));
    expect(await statusOf(write)).toBe(OP_UNSUPPORTED);
  });

  it("keep their content when renamed onto themselves", async () => {
    await ask((done) => partner.sftp.rename("/hello.txt", "/./hello.txt", done));
    expect(await partner.get("/hello.txt")).toBe("hello");
  });
});

describe("directories", () => {
  it("are markers in S3: made, listed, refused while they hold something, removed", async () => {
    const { sftp } = partner;
    await ask((done) => sftp.mkdir("/inbox", done));
    expect(await statusOf(ask((done) => sftp.mkdir("/inbox", done)))).toBe(FAILURE);
    expect(await partner.list("/inbox")).toEqual([]);
    expect(await ask<Stats>((done) => sftp.stat("/inbox", done))).toMatchObject({ mode: 0o040755 });
    await partner.put("/inbox/a", "a");
    expect(await statusOf(ask((done) => sftp.rmdir("/inbox", done)))).toBe(FAILURE);
    expect(await statusOf(ask((done) => sftp.rename("/inbox", "/outbox", done)))).toBe(OP_UNSUPPORTED);
    await ask((done) => sftp.unlink("/inbox/a", done));
    await ask((done) => sftp.rmdir("/inbox", done));
    expect(await partner.list("/")).toEqual(["hello.txt"]);
    expect(await statusOf(partner.list("/inbox"))).toBe(NO_SUCH_FILE);
  });

  it("are listed in full over several answers", async () => {
    const names = Array.from({ length: 250 }, (_, i) => `f${String(i).padStart(3, "0")}`);
    for (const name of names) await partner.put(`/${name}`, "");
    expect(await partner.list("/")).toEqual([...names, "hello.txt"].sort());
  });
});

describe("several logical directories", () => {
  it("stand under made-up parents, to which nothing can be written", async () => {
    lab.setUser({
      mappings: [
        { entry: "/in", target: `/${BUCKET}/acme/in` },
        { entry: "/out/2026", target: `/${BUCKET}/acme/archive` },
      ],
    });
    const tree = await connect(lab);
    await tree.put("/in/a", "a");
    await tree.put("/out/2026/b", "b");
    expect(await tree.list("/")).toEqual(["in", "out"]);
    expect(await tree.list("/out")).toEqual(["2026"]);
    expect(await tree.list("/out/2026")).toEqual(["b"]);
    for (const path of ["/c", "/out/c", "/elsewhere/c"]) {
      expect(await statusOf(tree.put(path, "c"))).toBe(PERMISSION_DENIED);
      expect(await statusOf(tree.get(path))).toBe(NO_SUCH_FILE);
    }
    expect(await statusOf(ask((done) => tree.sftp.rmdir("/in", done)))).toBe(PERMISSION_DENIED);
    tree.client.end();
    expect(await partner.list("/")).toEqual(["archive", "hello.txt", "in"]);
  });

  it("must exist: a prefix without a marker or content is no directory", async () => {
    lab.setUser({ mappings: [{ entry: "/", target: `/${BUCKET}/acme/absent` }] });
    const lost = await connect(lab);
    expect(await statusOf(lost.list("/"))).toBe(NO_SUCH_FILE);
    lost.client.end();
  });
});

describe("refusals", () => {
  it("links are not offered", async () => {
    const { sftp } = partner;
    expect(await statusOf(ask((done) => sftp.symlink("/hello.txt", "/link", done)))).toBe(OP_UNSUPPORTED);
    expect(await statusOf(ask((done) => sftp.readlink("/hello.txt", done)))).toBe(OP_UNSUPPORTED);
  });

  it("modes and times are taken without effect", async () => {
    await ask((done) => partner.sftp.setstat("/hello.txt", { mode: 0o600 }, done));
  });

  it("a Deny that is put on the role bites the session that is open", async () => {
    lab.setRole({ inline: { access: DENIED } });
    const { sftp } = partner;
    const attempts = [
      partner.list("/"),
      partner.get("/hello.txt"),
      partner.put("/x", "x"),
      ask<Stats>((done) => sftp.stat("/hello.txt", done)),
      ask((done) => sftp.unlink("/hello.txt", done)),
      ask((done) => sftp.rename("/hello.txt", "/x", done)),
      ask((done) => sftp.mkdir("/d", done)),
    ];
    const codes = await Promise.all(attempts.map(statusOf));
    expect(codes).toEqual(attempts.map(() => PERMISSION_DENIED));
  });

  it("a refusal by KMS shows at the close of an upload", async () => {
    lab.setRole({ inline: { access: WITHOUT_KMS } });
    const { sftp } = partner;
    const handle = await ask<Buffer>((done) => sftp.open("/x", "w", done));
    for (const offset of [0, 1, 2]) {
      await ask((done) => sftp.write(handle, Buffer.from("x"), 0, 1, offset, done));
    }
    expect(await statusOf(ask((done) => sftp.close(handle, done)))).toBe(PERMISSION_DENIED);
    expect(await partner.list("/")).toEqual(["hello.txt"]);
  });
});
