import { type Problem, vendorError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { BaseNames, UsedParts } from "../../plan/base/blueprint.ts";
import type { BaseRequest } from "../../plan/base/plan.ts";
import type { InitOptions } from "./flags.ts";
import { FORMS } from "./forms.ts";
import type { InitPlace } from "./place.ts";

/** What may be said of a base, by the names under which it is kept and shown. */
type BaseInputs = Readonly<Record<string, Json | undefined>>;

const BOUNDARY = "vendor-boundary";
const SERVER = "partner-sftp";
/** What is kept of a base that is to have no Transfer server: nothing said would mean the usual one. */
const NONE = "none";
const YEAR = 365;

/** The name that is proposed for the bucket: names of buckets are taken world-wide. */
export function proposedBucket({ account }: Pick<InitPlace, "account">): string {
  return `partner-files-${account}`;
}

/**
 * What is asked for: by flags, by an earlier run that is recorded, else by default.
 * @throws VendorError `choicesMissing` where a base that has a Transfer server is to have none
 */
export function baseInputs(options: InitOptions, place: InitPlace, recorded: JsonObject): JsonObject {
  const { sandboxRole, operator, auditBucket, auditDays } = options;
  const given: BaseInputs = {
    bucket: options.bucket,
    kmsKey: options.kmsKey,
    transferServer: options.transferServer === false ? NONE : options.transferServer,
    signWith: options.signWith,
    boundary: options.boundary,
    operatorRole: options.operatorRole,
    operators: operator?.join(", "),
    sandboxRole: sandboxRole === false ? "" : sandboxRole,
    auditBucket,
    auditDays,
  };
  const defaults: BaseInputs = {
    bucket: proposedBucket(place),
    kmsKey: "alias/partner-files",
    transferServer: SERVER,
    signWith: "alias/vendor-audit",
    boundary: BOUNDARY,
    operatorRole: "vendor-operator",
    operators: `arn:${place.partition}:iam::${place.account}:root`,
  };
  const { transferServer: had = NONE } = recorded;
  if (options.transferServer === false && had !== NONE) {
    const message = `This base has a Transfer server, ${String(had)}: it goes with the base alone.`;
    const hint = "Leave the flag out; or take the base away first: vendor init --base --remove";
    throw vendorError("choicesMissing", {}, { problems: [{ field: "--no-transfer-server", message, hint }] });
  }
  const said = Object.entries({ ...defaults, ...recorded, ...defined(given) });
  return Object.fromEntries(said.filter(([, value]) => value !== "" && value !== undefined)) as JsonObject;
}

function defined(inputs: BaseInputs): BaseInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

const ALIAS = /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/;

/** What a base is planned by. @throws VendorError `choicesMissing` with everything that is not valid */
export function baseRequest(inputs: JsonObject, place: InitPlace, owner: string): BaseRequest {
  const { partition, account, region } = place;
  const text = (name: string) => String(inputs[name] ?? "");
  const problems = checked(inputs);
  if (problems.length > 0) throw vendorError("choicesMissing", {}, { problems });
  const { auditBucket, sandboxRole } = inputs;
  const names: BaseNames = {
    partition,
    account,
    region,
    bucket: text("bucket"),
    keyAlias: text("kmsKey"),
    signAlias: text("signWith"),
    ...(text("transferServer") === NONE ? {} : { server: text("transferServer") }),
    boundary: text("boundary"),
    operatorRole: text("operatorRole"),
    operators: text("operators").split(/[\s,]+/),
    ...(typeof sandboxRole === "string" ? { sandboxRole } : {}),
    ...(typeof auditBucket === "string"
      ? { audit: { bucket: auditBucket, days: Number(inputs.auditDays ?? YEAR) } }
      : {}),
  };
  return { names, owner, inputs, given: givenParts(inputs, place) };
}

/** What is named by its id or ARN is there already, and used. */
function givenParts(inputs: JsonObject, { partition, region, account }: InitPlace): UsedParts {
  const { kmsKey: key, transferServer: server } = inputs;
  const arn = `arn:${partition}:transfer:${region}:${account}:server/${String(server)}`;
  return {
    ...(typeof key === "string" && key.startsWith("arn:")
      ? { key: { arn: key, keyId: key.slice(key.lastIndexOf("/") + 1) } }
      : {}),
    ...(typeof server === "string" && FORMS.transferServer(server) === undefined
      ? { server: { id: server, arn } }
      : {}),
  };
}

function checked(inputs: JsonObject): readonly Problem[] {
  const text = (name: string) => String(inputs[name] ?? "");
  const key = text("kmsKey");
  const rules: readonly (readonly [flag: string, problem: string | undefined])[] = [
    ["--bucket", FORMS.bucket(text("bucket"))],
    ["--kms-key", ALIAS.test(key) ? undefined : FORMS.kmsKey(key)],
    [
      "--sign-with",
      ALIAS.test(text("signWith")) ? undefined : "Must be an alias such as alias/vendor-audit.",
    ],
    [
      "--boundary",
      /^[\w+=,.@-]{1,128}$/.test(text("boundary")) ? undefined : `Must be a name such as ${BOUNDARY}.`,
    ],
    [
      "--operator-role",
      /^[\w+=,.@-]{1,64}$/.test(text("operatorRole")) ? undefined : "Must be a name of a role.",
    ],
    ["--sandbox-role", inputs.sandboxRole === undefined ? undefined : FORMS.role(text("sandboxRole"))],
    ["--audit-bucket", inputs.auditBucket === undefined ? undefined : FORMS.bucket(text("auditBucket"))],
  ];
  return rules.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));
}
