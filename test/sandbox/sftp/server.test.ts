import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import ssh2, { type ClientChannel } from "ssh2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateSshKeyPair } from "../../../src/core/ssh-keys.ts";
import { BUCKET, type Lab, startLab } from "./lab.ts";
import { ask, connect, statusOf } from "./partner.ts";

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});

afterEach(async () => {
  await lab.close();
});

const refused = { level: "client-authentication" };

describe("login", () => {
  it("takes each of the user's keys, RSA with SHA-2 and ECDSA included, in the role's own session", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs1",
      format: "pem",
    });
    const ecdsa = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({
      type: "sec1",
      format: "pem",
    });
    const privateKeys = [rsa.toString(), ecdsa.toString()];
    const bodies = privateKeys.map((key) => {
      const parsed = ssh2.utils.parseKey(key);
      if (parsed instanceof Error) throw parsed;
      return `${parsed.type} ${parsed.getPublicSSH().toString("base64")} someone@example.com`;
    });
    lab.setUser({ keys: bodies.map((body, i) => ({ id: `key-${i}`, body, importedAt: 0 })) });
    for (const privateKey of privateKeys) (await connect(lab, { privateKey })).client.end();
    const [session] = lab.world.table("sts.sessions").entries();
    expect(session?.[1].sessionName).toMatch(/^acme\.[0-9a-f]{16}@s-0123456789abcdef0$/);
    await expect(connect(lab)).rejects.toMatchObject(refused);
  });

  it("refuses other keys, passwords, unknown and deleted users, in one way", async () => {
    const other = generateSshKeyPair("ssh-ed25519").privateKey.reveal();
    await expect(connect(lab, { privateKey: other })).rejects.toMatchObject(refused);
    await expect(connect(lab, { username: "globex" })).rejects.toMatchObject(refused);
    await expect(connect(lab, { authHandler: ["password"], password: "x" })).rejects.toMatchObject(refused);
    await expect(connect(lab, { authHandler: ["none"] })).rejects.toMatchObject(refused);
    lab.setUser(undefined);
    await expect(connect(lab)).rejects.toMatchObject(refused);
  });

  it("fails where the role can't be assumed: missing, or trusting another user's source", async () => {
    lab.setRole(undefined);
    await expect(connect(lab)).rejects.toMatchObject(refused);
    lab.setRole({
      trust: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "transfer.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
              ArnEquals: {
                "aws:SourceArn": "arn:aws:transfer:eu-central-1:123456789012:user/s-0123456789abcdef0/globex",
              },
            },
          },
        ],
      },
    });
    await expect(connect(lab)).rejects.toMatchObject(refused);
    const attempts = lab.world.events().filter((event) => event.eventName === "AssumeRole");
    expect(attempts.map((event) => event.errorCode)).toEqual(["AccessDenied", "AccessDenied"]);
  });

  it("fails with an unusable mapping", async () => {
    for (const target of [`${BUCKET}/acme`, `/${BUCKET}/acme/`, `/${BUCKET}//acme`]) {
      lab.setUser({ mappings: [{ entry: "/", target }] });
      await expect(connect(lab)).rejects.toMatchObject(refused);
    }
  });

  it("refuses weak key exchanges, ciphers and MACs", async () => {
    const kex = connect(lab, { algorithms: { kex: ["diffie-hellman-group14-sha1"] } });
    await expect(kex).rejects.toThrow(/no matching key exchange/);
    const cipher = connect(lab, { algorithms: { cipher: ["aes128-cbc"] } });
    await expect(cipher).rejects.toThrow(/no matching/);
    const hmac = connect(lab, { algorithms: { cipher: ["aes128-ctr"], hmac: ["hmac-sha1"] } });
    await expect(hmac).rejects.toThrow(/no matching/);
  });
});

describe("sessions", () => {
  it("offer SFTP only", async () => {
    const { client } = await connect(lab);
    await expect(ask<ClientChannel>((done) => client.exec("id", done))).rejects.toThrow();
    await expect(ask<ClientChannel>((done) => client.shell(done))).rejects.toThrow();
    await expect(
      ask<ClientChannel>((done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", 22, done)),
    ).rejects.toThrow();
    client.end();
  });

  it("outlive their user, as on AWS", async () => {
    const partner = await connect(lab);
    lab.setUser(undefined);
    await partner.put("/late", "late");
    expect(await partner.list("/")).toEqual(["late"]);
    partner.client.end();
  });

  it("are limited by the user's session policy, its variables filled in", async () => {
    lab.setUser({
      sessionPolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["s3:PutObject", "kms:*"],
            Resource: [`arn:aws:s3:::${BUCKET}/\${transfer:UserName}/up/*`, "arn:aws:kms:*:*:key/*"],
          },
        ],
      },
    });
    const partner = await connect(lab);
    await partner.put("/up/file", "x");
    expect(await statusOf(partner.put("/file", "x"))).toBe(3);
    expect(await statusOf(partner.list("/"))).toBe(3);
    partner.client.end();
  });

  it("begin only while the server is online", async () => {
    const servers = lab.world.table("transfer.servers");
    const [entry] = servers.entries();
    if (entry) servers.set(entry[0], { ...entry[1], state: "OFFLINE" });
    await expect(connect(lab)).rejects.toThrow();
  });

  it("end after the idle time, and with the endpoint", async () => {
    const brief = await startLab(200);
    const { client } = await connect(brief);
    await once(client, "close");
    await brief.close();
    const socket = connectTcp(lab.endpoint.port, "127.0.0.1");
    await once(socket, "data");
  });
});
