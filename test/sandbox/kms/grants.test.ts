import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, allow, codeOf, deny, type Lab, OTHER_ACCOUNT, startLab } from "./lab.ts";

let lab: Lab;
let key: string;
const context = { SecretARN: "arn:acme" };

beforeAll(async () => {
  lab = await startLab();
  key = await newKey();
});
afterAll(() => lab.close());

async function newKey(): Promise<string> {
  const made = await lab.admin.kms.send(new CreateKeyCommand({}));
  lab.spread();
  return made.KeyMetadata?.Arn ?? "";
}

async function sealed(EncryptionContext: Record<string, string>): Promise<Uint8Array> {
  const answer = await lab.admin.kms.send(
    new EncryptCommand({ KeyId: key, Plaintext: Buffer.from("value"), EncryptionContext }),
  );
  return answer.CiphertextBlob ?? new Uint8Array();
}

function decrypt(
  actor: Actor,
  CiphertextBlob: Uint8Array,
  EncryptionContext: Record<string, string>,
  tokens?: string[],
) {
  return actor.kms.send(
    new DecryptCommand({ CiphertextBlob, EncryptionContext, ...(tokens ? { GrantTokens: tokens } : {}) }),
  );
}

function grant(grantee: string, extra: Partial<ConstructorParameters<typeof CreateGrantCommand>[0]> = {}) {
  return lab.admin.kms.send(
    new CreateGrantCommand({ KeyId: key, GranteePrincipal: grantee, Operations: ["Decrypt"], ...extra }),
  );
}

describe("a grant", () => {
  it("allows once KMS sees it, at once with its token, and no more after it was revoked", async () => {
    const partner = lab.actor("partner", []);
    const blob = await sealed({});
    expect(await codeOf(decrypt(partner, blob, {}))).toBe("AccessDeniedException");
    const { GrantToken = "", GrantId = "" } = await grant(partner.role.arn);
    expect(await codeOf(decrypt(partner, blob, {}))).toBe("AccessDeniedException");
    expect(Buffer.from((await decrypt(partner, blob, {}, [GrantToken])).Plaintext ?? "").toString()).toBe(
      "value",
    );
    lab.spread();
    expect(Buffer.from((await decrypt(partner, blob, {})).Plaintext ?? "").toString()).toBe("value");
    await lab.admin.kms.send(new RevokeGrantCommand({ KeyId: key, GrantId }));
    lab.spread();
    expect(await codeOf(decrypt(partner, blob, {}))).toBe("AccessDeniedException");
    expect(await codeOf(decrypt(partner, blob, {}, [GrantToken]))).toBe("InvalidGrantTokenException");
  });

  it("counts for its own operations, key and grantee only", async () => {
    const partner = lab.actor("narrow", []);
    const other = lab.actor("bystander", []);
    await grant(partner.role.arn);
    lab.spread();
    const blob = await sealed({});
    await decrypt(partner, blob, {});
    expect(await codeOf(decrypt(other, blob, {}))).toBe("AccessDeniedException");
    const encrypt = new EncryptCommand({ KeyId: key, Plaintext: Buffer.from("x") });
    expect(await codeOf(partner.kms.send(encrypt))).toBe("AccessDeniedException");
    const foreign = await newKey();
    const describe = (KeyId: string) => partner.kms.send(new DescribeKeyCommand({ KeyId }));
    expect(await codeOf(describe(foreign))).toBe("AccessDeniedException");
  });

  it("is bound by its encryption context, but not on operations that have none", async () => {
    const partner = lab.actor("constrained", []);
    await grant(partner.role.arn, {
      Operations: ["Decrypt", "DescribeKey"],
      Constraints: { EncryptionContextSubset: context },
    });
    lab.spread();
    const wider = { ...context, SecretVersionId: "1" };
    await decrypt(partner, await sealed(wider), wider);
    const elsewhere = { SecretARN: "arn:other" };
    expect(await codeOf(decrypt(partner, await sealed(elsewhere), elsewhere))).toBe("AccessDeniedException");
    expect(await codeOf(decrypt(partner, await sealed({}), {}))).toBe("AccessDeniedException");
    await partner.kms.send(new DescribeKeyCommand({ KeyId: key }));
  });

  it("asks for exactly its context with EncryptionContextEquals", async () => {
    const partner = lab.actor("exact", []);
    await grant(partner.role.arn, { Constraints: { EncryptionContextEquals: context } });
    lab.spread();
    await decrypt(partner, await sealed(context), context);
    const wider = { ...context, more: "x" };
    expect(await codeOf(decrypt(partner, await sealed(wider), wider))).toBe("AccessDeniedException");
  });

  it("does not beat an explicit deny", async () => {
    const denied = lab.actor("denied", [deny("kms:Decrypt")]);
    await grant(denied.role.arn);
    lab.spread();
    expect(await codeOf(decrypt(denied, await sealed({}), {}))).toBe("AccessDeniedException");
  });

  it("reaches a role of another account", async () => {
    const foreign = lab.actor("foreign", [allow("kms:Decrypt", key)], OTHER_ACCOUNT);
    const blob = await sealed({});
    expect(await codeOf(decrypt(foreign, blob, {}))).toBe("AccessDeniedException");
    await grant(foreign.role.arn);
    lab.spread();
    await decrypt(foreign, blob, {});
  });

  it("does not serve a role that was deleted and made again", async () => {
    const partner = lab.actor("recreated", []);
    await grant(partner.role.arn);
    lab.spread();
    const blob = await sealed({});
    await decrypt(partner, blob, {});
    lab.deleteRole(partner.role);
    const listed = await lab.admin.kms.send(
      new ListGrantsCommand({ KeyId: key, GranteePrincipal: partner.role.id }),
    );
    expect(listed.Grants).toHaveLength(1);
    const again = lab.actor("recreated", []);
    expect(await codeOf(decrypt(again, blob, {}))).toBe("AccessDeniedException");
  });
});

describe("CreateGrant", () => {
  it("answers the same grant for the same name and parameters, another token, and else another grant", async () => {
    const { arn } = lab.actor("named", []).role;
    const named = { Name: "vendor-named", Constraints: { EncryptionContextSubset: context } };
    const first = await grant(arn, named);
    const second = await grant(arn, named);
    expect(second.GrantId).toBe(first.GrantId);
    expect(second.GrantToken).not.toBe(first.GrantToken);
    const wider = await grant(arn, { ...named, Operations: ["Decrypt", "Encrypt"] });
    expect(wider.GrantId).not.toBe(first.GrantId);
    const nameless = [await grant(arn), await grant(arn)];
    expect(nameless[0]?.GrantId).not.toBe(nameless[1]?.GrantId);
  });

  it("answers another grant for a role that was deleted and made again", async () => {
    const { role } = lab.actor("reborn", []);
    const first = await grant(role.arn, { Name: "reborn" });
    lab.deleteRole(role);
    lab.actor("reborn", []);
    expect((await grant(role.arn, { Name: "reborn" })).GrantId).not.toBe(first.GrantId);
  });

  it("refuses a grantee that KMS does not see yet, and takes it later", async () => {
    const fresh = lab.freshRole("fresh");
    expect(await codeOf(grant(fresh.arn))).toBe("InvalidArnException");
    lab.spread();
    await grant(fresh.arn);
    expect(await codeOf(grant("arn:aws:iam::123456789012:role/nobody"))).toBe("InvalidArnException");
  });

  it("refuses operations that the key has not, and constraints that could not count", async () => {
    const { arn } = lab.actor("strict", []).role;
    expect(await codeOf(grant(arn, { Operations: ["Sign"] }))).toBe("ValidationException");
    expect(await codeOf(grant(arn, { Operations: ["Fly" as "Sign"] }))).toBe("ValidationException");
    const misplaced = {
      Operations: ["DescribeKey" as const],
      Constraints: { EncryptionContextEquals: context },
    };
    expect(await codeOf(grant(arn, misplaced))).toBe("ValidationException");
    expect(await codeOf(grant(arn, { DryRun: true }))).toBe("DryRunOperationException");
  });

  it("through a grant gives away no more than that grant", async () => {
    const parent = lab.actor("parent", []);
    const { arn } = lab.actor("child", []).role;
    const give = (extra: object) =>
      parent.kms.send(
        new CreateGrantCommand({ KeyId: key, GranteePrincipal: arn, Operations: ["Decrypt"], ...extra }),
      );
    await grant(parent.role.arn, {
      Operations: ["Decrypt", "CreateGrant"],
      Constraints: { EncryptionContextSubset: context },
    });
    lab.spread();
    await give({ Constraints: { EncryptionContextSubset: context } });
    expect(await codeOf(give({}))).toBe("AccessDeniedException");
    const more = { Operations: ["Decrypt", "Encrypt"], Constraints: { EncryptionContextSubset: context } };
    expect(await codeOf(give(more))).toBe("AccessDeniedException");
  });

  it("gives policies its condition keys", async () => {
    const { arn } = lab.actor("wanted", []).role;
    const careful = lab.actor("careful", [
      {
        ...allow("kms:CreateGrant"),
        Condition: {
          "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt"] },
          StringEquals: { "kms:GranteePrincipal": arn, "kms:GrantConstraintType": "EncryptionContextSubset" },
        },
      },
    ]);
    const give = (extra: object) =>
      careful.kms.send(
        new CreateGrantCommand({
          KeyId: key,
          GranteePrincipal: arn,
          Operations: ["Decrypt"],
          Constraints: { EncryptionContextSubset: context },
          ...extra,
        }),
      );
    await give({});
    expect(await codeOf(give({ Operations: ["Decrypt", "Encrypt"] }))).toBe("AccessDeniedException");
    expect(await codeOf(give({ Constraints: undefined }))).toBe("AccessDeniedException");
  });
});

describe("listing and ending grants", () => {
  it("pages through all grants of a key, each once", async () => {
    const own = await newKey();
    const { arn } = lab.actor("paged", []).role;
    for (let count = 0; count < 5; count += 1) await grant(arn, { KeyId: own });
    const ids: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await lab.admin.kms.send(
        new ListGrantsCommand({ KeyId: own, Limit: 2, ...(Marker === undefined ? {} : { Marker }) }),
      );
      ids.push(...(page.Grants ?? []).map((entry) => entry.GrantId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(new Set(ids).size).toBe(5);
    const wrong = lab.admin.kms.send(new ListGrantsCommand({ KeyId: own, Marker: "nonsense" }));
    expect(await codeOf(wrong)).toBe("InvalidMarkerException");
  });

  it("filters by id and tells everything that CreateGrant was given", async () => {
    const { arn } = lab.actor("listed", []).role;
    const { GrantId = "" } = await grant(arn, {
      Name: "listed",
      Constraints: { EncryptionContextEquals: context },
    });
    const listed = await lab.admin.kms.send(new ListGrantsCommand({ KeyId: key, GrantId }));
    expect(listed.Grants).toMatchObject([
      {
        GrantId,
        Name: "listed",
        KeyId: key,
        GranteePrincipal: arn,
        Operations: ["Decrypt"],
        Constraints: { EncryptionContextEquals: context },
        IssuingAccount: "arn:aws:iam::123456789012:root",
      },
    ]);
    expect(listed.Grants?.[0]?.CreationDate).toBeInstanceOf(Date);
  });

  it("lets the retiring principal retire, and nobody without permission", async () => {
    const retiring = lab.actor("retiring", [allow("kms:ListRetirableGrants")]);
    const stranger = lab.actor("stranger", []);
    const { arn } = lab.actor("retired", []).role;
    const { GrantId = "" } = await grant(arn, { RetiringPrincipal: retiring.role.arn });
    const retire = (actor: Actor) => actor.kms.send(new RetireGrantCommand({ KeyId: key, GrantId }));
    const retirable = () =>
      retiring.kms.send(new ListRetirableGrantsCommand({ RetiringPrincipal: retiring.role.arn }));
    expect((await retirable()).Grants).toHaveLength(1);
    expect(await codeOf(retire(stranger))).toBe("AccessDeniedException");
    await retire(retiring);
    expect((await retirable()).Grants).toHaveLength(0);
    expect(await codeOf(retire(retiring))).toBe("NotFoundException");
  });

  it("records no grant token in the trail", async () => {
    const partner = lab.actor("tokened", []);
    const { GrantToken = "" } = await grant(partner.role.arn);
    await decrypt(partner, await sealed({}), {}, [GrantToken]);
    expect(lab.written()).not.toContain(GrantToken);
  });
});
