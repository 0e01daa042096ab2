import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/env.ts";
import { keysOf, openPlace, type Place } from "./support/place.ts";
import { scan } from "./support/scan.ts";

const PRIVATE_KEY = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const SECRET_LINE = PRIVATE_KEY.split("\n")[1] ?? "";
const CROSS_ACCOUNT = new URL("../../runbooks/examples/cross-account-s3.yaml", import.meta.url).pathname;
const READY = ["--owner", "team@example.com", "--yes"];

let place: Place;
let before: string;
const state = async () => JSON.stringify(await scan(place));
beforeAll(async () => {
  place = await openPlace({ delays: { minMs: 0, maxMs: 0, flapMs: 0 } });
  before = await state();
});
afterEach(async () => {
  expect(await state()).toBe(before);
  place.configure();
});
afterAll(() => place.close());

/** Runs a command that must fail and answers the error that `--json` tells. */
async function refused(args: readonly string[], exit: number, env: Readonly<Record<string, string>> = {}) {
  const ended = await place.vendor([...args, "--json"], env);
  expect(ended.code, ended.tail).toBe(exit);
  const { error, outcome } = ended.result();
  expect(outcome).toBe("failed");
  if (error === undefined) throw new Error(`No error in the result: ${ended.stdout}`);
  expect(error.hint).not.toBe("");
  return { ...error, printed: ended.printed };
}

describe("the command line", () => {
  it.each([
    [["onbord", "acme"], "vendor onboard"],
    [["onboard", "acme", "--dry-rnu"], "--dry-run"],
    [["offboard", "acme", "--confrim", "acme"], "--confirm"],
    [["onboard", "acme", "--runbook", "hosted-sfpt", ...READY], "hosted-sftp"],
  ])("suggests what %j means", async (args, suggestion) => {
    expect((await refused(args, 2)).hint).toContain(`Did you mean "${suggestion}"`);
  });

  it("lists everything that is missing at once where nobody can be asked", async () => {
    const { problems, hint } = await refused(["onboard"], 2);
    expect(problems?.map(({ field }) => field)).toEqual(
      expect.arrayContaining(["partner", "owner", "confirmation"]),
    );
    expect(hint).toContain("--from");
  });

  it("lists the same with --no-input, and a dependent input with it", async () => {
    const { problems } = await refused(
      ["onboard", "acme", "--no-input", "--runbook", "hosted-sftp", "--set", "partnerAccount=210987654321"],
      2,
    );
    expect(problems?.map(({ field }) => field)).toEqual(["confirmation", "owner", "inputs.partnerRole"]);
  });

  it("does not offboard on --yes alone", async () => {
    const { message, problems } = await refused(["offboard", "acme", "--yes"], 2);
    expect(message).toContain("confirmation");
    expect(problems?.[0]?.hint).toContain("--confirm acme");
  });

  it("wants the right name in --confirm", async () => {
    expect(
      (await refused(["offboard", "acme", "--yes", "--confirm", "globex"], 2)).problems?.[0]?.message,
    ).toContain("globex");
  });

  it("wants a reason for what is skipped", async () => {
    expect((await refused(["onboard", "acme", ...READY, "--skip-rehearsal"], 2)).problems?.[0]?.field).toBe(
      "--reason",
    );
  });
});

describe("answers", () => {
  it.each([
    ["Acme", "lower-case"],
    ["ac", "3 to 27"],
    ["acme-rehearsal", "reserved"],
    ["acme-evil", "reserved"],
    ["vendor", "reserved"],
    ["../acme", "lower-case"],
  ])("refuses the partner name %s", async (name, why) => {
    expect((await refused(["onboard", name, ...READY], 2)).problems?.[0]).toMatchObject({
      field: "partner",
      message: expect.stringContaining(why),
    });
  });

  it.each([
    ["partnerAccount=12345678901", "inputs.partnerAccount", "12 digits"],
    ["publicKey=ssh-ed25519 AAAA", "inputs.publicKey", ""],
    ["pull=telepathy", "inputs.pull", ""],
    ["publicKye=x", "inputs.publicKye", "no input"],
  ])("refuses --set %s", async (pair, field, why) => {
    const { problems } = await refused(
      ["onboard", "acme", ...READY, "--set", pair, "--set", "partnerRole=reader"],
      2,
    );
    expect(problems?.find((problem) => problem.field === field)?.message, JSON.stringify(problems)).toContain(
      why,
    );
  });

  it("refuses a misspelt key of a partner file with its line and what was meant", async () => {
    const file = place.write(
      "partners/acme.yaml",
      "partner: acme\nowner: team@example.com\ninput:\n  pull: bucket-policy\n",
    );
    const { problems } = await refused(["onboard", "--from", "partners/acme.yaml", "--yes"], 2);
    expect(problems).toMatchObject([{ file, line: 3, column: 1, hint: 'Did you mean "inputs"?' }]);
  });

  it("refuses a misspelt key of a runbook with its line and what was meant", async () => {
    const text = readFileSync(new URL("../../runbooks/hosted-sftp.yaml", import.meta.url), "utf8");
    const line = text.split("\n").indexOf("    kind: iam-role") + 1;
    const file = place.write("own.yaml", text.replace("    kind: iam-role", "    kynd: iam-role"));
    const { problems } = await refused(["onboard", "acme", "--runbook", "./own.yaml", ...READY], 2);
    expect(problems).toContainEqual(expect.objectContaining({ file, line, hint: 'Did you mean "kind"?' }));
  });
});

describe("a private key", () => {
  it.each([
    ["in --set", () => ["--set", `publicKey=${PRIVATE_KEY}`]],
    [
      "in a partner file",
      () => [
        "--from",
        place.write(
          "with-key.yaml",
          `partner: acme\nowner: team@example.com\ninputs:\n  publicKey: |\n${PRIVATE_KEY.replace(/^/gm, "    ")}\n`,
        ),
      ],
    ],
    ["at the path of a key", () => ["--set", `publicKey=${place.write("id_ed25519", PRIVATE_KEY)}`]],
  ])("%s is refused and never shown", async (_where, args) => {
    const { code, printed } = await refused(["onboard", "acme", ...READY, ...args(), "--debug"], 2);
    expect(code).toBe("PRIVATE_KEY_GIVEN");
    expect(printed).not.toContain(SECRET_LINE);
    expect(printed).not.toContain("BEGIN PRIVATE KEY");
  });
});

describe("the configuration", () => {
  it("is located to the column where a value has the wrong type", async () => {
    place.configure({ account: 123456789012 });
    const { problems } = await refused(["onboard", "acme", ...READY], 2);
    expect(problems).toMatchObject([
      {
        file: join(place.dir, "vendor.config.yaml"),
        line: 1,
        column: 1,
        field: "account",
        message: expect.stringContaining("12 digits in quotes"),
      },
    ]);
  });

  it("is named where it is missing", async () => {
    expect((await refused(["status", "--config", "nowhere.yaml"], 2)).message).toContain("nowhere.yaml");
  });

  it.each([
    ["bucket", "no-such-bucket"],
    ["kmsKey", "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"],
    ["transferServer", "s-00000000000000000"],
  ])("names a %s that does not exist", async (member, value) => {
    place.configure({ [member]: value });
    const { code, problems, message } = await refused(["onboard", "acme", ...READY], 3);
    expect(code, message).toBe("BASE_UNFIT");
    expect(problems?.map(({ field }) => field)).toContain(member);
  });

  it("names no Transfer server to a partner that has no use for it", async () => {
    place.configure({ transferServer: "s-00000000000000000" });
    const { code, tail } = await place.vendor(["onboard", "--from", CROSS_ACCOUNT, "--dry-run"]);
    expect(code, tail).toBe(0);
  });
});

describe("credentials", () => {
  const NONE = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" };

  it("are asked for where there are none", async () => {
    expect((await refused(["onboard", "acme", ...READY], 3, NONE)).code).toBe("CREDENTIALS_MISSING");
  });

  it("are said to be refused where nobody has issued them", async () => {
    const { code } = await refused(["onboard", "acme", ...READY], 3, {
      ...NONE,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wrong",
    });
    expect(code).toMatch(/^CREDENTIALS_/);
  });

  it("are said to have run out where they have", async () => {
    let behind = 13 * 3_600_000;
    const old = await openPlace({
      clock: { ...systemClock, now: () => systemClock.now() - behind },
    });
    try {
      behind = 0;
      const ended = await old.json("onboard", "acme", ...READY);
      expect(ended.code, ended.tail).toBe(3);
      expect(ended.result().error?.code).toBe("CREDENTIALS_EXPIRED");
    } finally {
      await old.close();
    }
  });

  it("of another account are told apart, with who one is", async () => {
    const { code, message, hint } = await refused(
      ["onboard", "acme", ...READY],
      3,
      keysOf(place.local, "sandbox"),
    );
    expect(code).toBe("WRONG_ACCOUNT");
    expect(message).toContain("210987654321");
    expect(hint).toContain("assumed-role/vendor-sandbox-partner");
  });

  it("of a profile that is not there are asked for by its name", async () => {
    expect((await refused(["onboard", "acme", ...READY, "--profile", "nobody"], 3, NONE)).message).toContain(
      "nobody",
    );
  });

  it("are not blamed where the endpoint can't be reached", async () => {
    const { code } = await refused(["onboard", "acme", ...READY], 3, {
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    });
    expect(code).toBe("ENDPOINT_UNREACHABLE");
  });
});

describe("what is there already", () => {
  it("is refused as a whole where others own it", async () => {
    const { iam, secrets } = place.admin;
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    await iam.send(
      new CreateRoleCommand({ RoleName: "vendor-acme", AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    await secrets.send(new CreateSecretCommand({ Name: "vendor/acme/connection", SecretString: "theirs" }));
    before = await state();
    const { code, problems } = await refused(["onboard", "acme", ...READY], 3);
    expect(code).toBe("OWNED_BY_OTHERS");
    expect(problems?.map(({ message }) => message).toSorted()).toEqual([
      expect.stringContaining("IAM role vendor-acme exists"),
      expect.stringMatching(/vendor\/acme\/connection exists/),
    ]);
  });

  it("is told where an unknown partner is offboarded", async () => {
    expect((await refused(["offboard", "globex", "--yes", "--confirm", "globex"], 3)).code).toBe(
      "PARTNER_UNKNOWN",
    );
  });
});
