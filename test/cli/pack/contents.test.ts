import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packFiles } from "../../../src/cli/pack/contents.ts";
import type { PackFacts } from "../../../src/cli/pack/facts.ts";
import { lintPolicy } from "../../../src/policy/lint.ts";
import { EVERY_WAY } from "./facts.ts";

const textOf = (path: string, facts: PackFacts = EVERY_WAY): string =>
  packFiles(facts).find((file) => file.path === path)?.text ?? "";

describe("the files of a pack", () => {
  it("are the same for the same facts, and each is listed in the README", () => {
    const files = packFiles(EVERY_WAY);
    expect(packFiles(structuredClone(EVERY_WAY))).toEqual(files);
    const readme = textOf("README.md");
    for (const { path } of files.filter((file) => !file.path.startsWith("README")))
      expect(readme).toContain(`\`${path}\``);
    expect(textOf("README.html")).toContain("<h1>How acme connects</h1>");
  });

  it("say whom to ask, and how the access was tested", () => {
    expect(textOf("README.md")).toContain("integrations@example.com");
    expect(textOf("README.md")).toContain(
      "20 attempts that had to be let in, 43 attempts that had to be refused, and each was",
    );
    const tested = {
      verdict: "untested",
      since: "2026-11-20T00:00:00Z",
      reason: "a fair is on Monday",
    } as const;
    expect(textOf("README.md", { ...EVERY_WAY, tested })).toContain(
      "untested since 2026-11-20. The reason on record: a fair is on Monday",
    );
  });

  it("list no files where a way in needs none", () => {
    const { api } = EVERY_WAY.handover;
    const alone = { ...EVERY_WAY, handover: api === undefined ? {} : { api } };
    expect(textOf("README.md", alone)).toContain("https://api.acme.example/v1");
    expect(textOf("README.md", alone)).not.toContain("What is in this pack");
  });

  it("tell where a key that was made comes from, and that one that was brought stays where it is", () => {
    expect(textOf("README.md")).toContain("Get it from integrations@example.com");
    const { handed: _made, ...brought } = EVERY_WAY;
    expect(textOf("README.md", brought)).toContain("it never left you");
  });
});

describe("the way in over SFTP", () => {
  it("pins the host keys that were seen, by the port", () => {
    expect(textOf("sftp/known_hosts")).toMatch(/^\[sftp\.example\.com\]:2222 ssh-ed25519 AAAA\S+\n$/);
    expect(textOf("sftp/ssh_config")).toContain("StrictHostKeyChecking yes");
    expect(textOf("sftp/winscp.txt")).toContain('-hostkey="ssh-ed25519 255 seen;unseen"');
    expect(textOf("sftp/winscp.txt")).toContain("sftp://acme%26co@sftp.example.com:2222/");
    expect(textOf("sftp/lftp.txt")).toContain("UserKnownHostsFile=sftp/known_hosts");
  });

  it("does without known_hosts where the server could not be asked, and says so", () => {
    const unseen = { ...EVERY_WAY, servers: {} };
    expect(packFiles(unseen).map(({ path }) => path)).not.toContain("sftp/known_hosts");
    expect(textOf("README.md", unseen)).toContain("There is no known_hosts file");
    for (const file of packFiles(unseen)) expect(file.text).not.toContain("UserKnownHostsFile");
  });

  it("has settings that FileZilla and Cyberduck can read", () => {
    const xml = new XMLParser({ parseTagValue: false });
    expect(xml.parse(textOf("sftp/filezilla.xml")).FileZilla3.Servers.Server).toMatchObject({
      Host: "sftp.example.com",
      Port: "2222",
      Protocol: "1",
      User: "acme&co",
    });
    expect(xml.parse(textOf("sftp/cyberduck.duck")).plist.dict.string).toEqual([
      "sftp",
      "acme",
      "sftp.example.com",
      "2222",
      "acme&co",
    ]);
  });

  it("names what the security policy accepts", () => {
    expect(textOf("README.md")).toMatch(/TransferSecurityPolicy-2024-01[\s\S]*aes256-gcm@openssh\.com/);
  });
});

describe("the partner's own role", () => {
  const templateOf = (folder: string) => parse(textOf(`${folder}/role.cfn.yaml`));

  it("may assume ours and nothing else, by CloudFormation", () => {
    const { Role } = templateOf("role").Resources;
    expect(Role.Properties.RoleName).toBe("reader");
    const [{ PolicyDocument }] = Role.Properties.Policies;
    expect(PolicyDocument.Statement).toEqual([
      {
        Sid: "Assume",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: "arn:aws:iam::123456789012:role/vendor-acme.pull",
      },
    ]);
    expect(lintPolicy(PolicyDocument, "identity")).toEqual([]);
  });

  it("may use its prefix of the bucket and nothing else, in both forms", () => {
    const [{ PolicyDocument }] = templateOf("bucket").Resources.Role.Properties.Policies;
    expect(lintPolicy(PolicyDocument, "identity")).toEqual([]);
    expect(PolicyDocument.Statement[0]).toMatchObject({
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: "arn:aws:s3:::partner-files/acme/*",
    });
    const [, policy = ""] =
      /"aws_iam_role_policy"[\s\S]*jsonencode\((\{[\s\S]*?\n {2}\})\)/.exec(textOf("bucket/role.tf")) ?? [];
    expect(JSON.parse(policy)).toEqual(PolicyDocument);
  });

  it("keeps Terraform from reading a policy variable as a template", () => {
    const { bucket } = EVERY_WAY.handover;
    if (bucket?.type !== "bucket-access") throw new Error("no bucket");
    const attach = bucket.attach.map((one) => ({ ...one, Resource: "arn:aws:s3:::partner-files/${odd}/*" }));
    const odd = { ...EVERY_WAY, handover: { bucket: { ...bucket, attach } } };
    expect(textOf("bucket/role.tf", odd)).toContain("$${odd}/*");
  });
});

describe("what the partner opens for us", () => {
  it("is a key that can do nothing but what it is for", () => {
    expect(textOf("server/authorized_keys")).toMatch(
      /^from="192\.0\.2\.1,192\.0\.2\.2",restrict ssh-ed25519 AAAA\S+ vendor-acme\n$/,
    );
    expect(textOf("README.md")).toContain("https://api.acme.example/v1");
  });
});
