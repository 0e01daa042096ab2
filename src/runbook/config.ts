import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { vendorError } from "../core/errors.ts";
import type { GateTiming } from "../core/plan.ts";
import { hookSchema, hooksOf } from "./hooks.ts";
import type { Config } from "./types.ts";
import { checkYaml, parseYaml, readYaml, type YamlFile } from "./yaml-file.ts";

/** The name that is looked for in the working folder and above it. */
export const CONFIG_NAME = "vendor.config.yaml";

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "Must be a time such as 250ms, 10s, 5m or 1h.");

const account = z
  .string({ error: 'Must be 12 digits in quotes, e.g. "123456789012".' })
  .regex(/^\d{12}$/, "Must be 12 digits.");

const arn = (service: string, rest: RegExp, example: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:${rest.source}$`), `Must be an ARN such as ${example}.`);

/** A customer's own KMS key in any of the ways in which KMS takes it. */
const signingKey = z
  .string()
  .regex(
    /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:)?alias\/(?!aws\/)[A-Za-z0-9/_-]+$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$|^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "Must be a key id, a key ARN or an alias such as alias/vendor-audit.",
  );

/** A naming template; it must name the partner, or two partners would share one resource. */
const template = (fallback: string) =>
  z
    .string()
    .refine((text) => text.includes("${partner}"), "Must contain ${partner}.")
    .default(fallback);

const fields = z.strictObject({
  account: account.describe("The AWS account that partners get their slice of."),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "Must be a region such as eu-central-1.")
    .describe("Its region."),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "Must be a bucket name.")
    .describe("The bucket that all partners' prefixes are in."),
  kmsKey: arn(
    "kms",
    /[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+/,
    "arn:aws:kms:eu-central-1:123456789012:key/…",
  ).describe("The customer-managed key that objects and secrets are encrypted with."),
  transferServer: z
    .string()
    .regex(/^s-[0-9a-f]{17}$/, "Must be a Transfer server id: s- and 17 hexadecimal digits.")
    .optional()
    .describe(
      "The AWS Transfer Family server that partners connect to; runbooks that have no use for one do without.",
    ),
  sftpEndpoint: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, "Must be HOST:PORT.")
    .optional()
    .describe("Where partners connect, if it is not the server's own endpoint."),
  plainHttpEndpoint: z
    .string()
    .regex(/^(http:\/\/[^/]+|none)$/, "Must be http://HOST, http://HOST:PORT or none.")
    .optional()
    .describe(
      "S3's endpoint without TLS, if it is not AWS's own, or none where it can't be reached: the access test proves that it serves nothing.",
    ),
  sandboxAccount: z
    .strictObject({
      roleArn: arn(
        "iam",
        /:\d{12}:role\/[\w+=,.@/-]+/,
        "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
      ),
    })
    .optional()
    .describe("The stand-in role of the sandbox account, from which access is tested."),
  permissionsBoundary: arn(
    "iam",
    /:\d{12}:policy\/[\w+=,.@/-]+/,
    "arn:aws:iam::123456789012:policy/vendor-boundary",
  )
    .optional()
    .describe("Attached to every role that vendor makes."),
  secretReaders: z
    .array(arn("iam", /:\d{12}:role\/[\w+=,.@/-]+/, "arn:aws:iam::123456789012:role/partner-desk"))
    .default([])
    .describe("Roles beside the partner's own that may read a partner's secret, to hand it over."),
  naming: z
    .strictObject({
      role: template("vendor-${partner}"),
      user: template("${partner}"),
      secret: template("vendor/${partner}/${purpose}"),
      prefix: template("${partner}/").refine((text) => text.endsWith("/"), "Must end with a slash."),
    })
    .prefault({})
    .describe("How resources are named."),
  store: z.string().default(".vendor").describe("Folder of journals, locks and partner state."),
  audit: z
    .strictObject({
      store: z.string().default(".vendor/audit"),
      signWith: signingKey
        .optional()
        .describe("A KMS key for signing (SIGN_VERIFY): each new head of the log is signed with it."),
    })
    .prefault({})
    .describe("Where the audit log is, and what signs it."),
  gates: z
    .strictObject({
      consecutive: z.int().min(1).max(100).default(5),
      over: duration.default("10s"),
      deadline: duration.default("10m"),
    })
    .prefault({})
    .describe(
      "How long a path must answer without a break before it counts as consistent, and when to give up.",
    ),
  runbooks: z
    .array(z.string())
    .default(["runbooks"])
    .describe("Folders with your own runbooks; they win over the shipped ones."),
  hooks: z
    .array(hookSchema)
    .default([])
    .describe("Who is told of what happens, e.g. a chat or a ticket. Their failures never break a run."),
});

/** What is wrong with a value of one field of the configuration, or `undefined`. */
export function configField(name: keyof typeof fields.shape, value: unknown): string | undefined {
  return fields.shape[name].safeParse(value).error?.issues[0]?.message;
}

/** `vendor.config.yaml`. The key must be where the bucket is, or nothing can be encrypted with it. */
export const configSchema = fields.superRefine((config, context) => {
  const { kmsKey, account: wanted, region } = config;
  const [, , , keyRegion, keyAccount] = kmsKey.split(":");
  const refuse = (message: string) => context.addIssue({ code: "custom", path: ["kmsKey"], message });
  if (keyRegion !== region) refuse(`The key is in ${keyRegion}, and region says ${region}.`);
  if (keyAccount !== wanted) refuse(`The key belongs to account ${keyAccount}, and account says ${wanted}.`);
  const { signWith = "" } = config.audit;
  const signRegion = signWith.startsWith("arn:") ? signWith.split(":")[3] : region;
  if (signRegion !== region) {
    const message = `The key is in ${signRegion}, and region says ${region}.`;
    context.addIssue({ code: "custom", path: ["audit", "signWith"], message });
  }
});

/** The nearest configuration file in `cwd` or above, if there is one. */
export function findConfig(cwd: string): string | undefined {
  const file = join(cwd, CONFIG_NAME);
  if (existsSync(file)) return file;
  const parent = dirname(cwd);
  return parent === cwd ? undefined : findConfig(parent);
}

/**
 * Loads the configuration: the file at `path`, else the nearest one.
 * @throws VendorError `configMissing`, `fileUnreadable`, or `fileInvalid` with all its problems
 */
export function loadConfig(options: { readonly path?: string | undefined; readonly cwd: string }): Config {
  const path = options.path === undefined ? findConfig(options.cwd) : resolve(options.cwd, options.path);
  if (path === undefined) throw vendorError("configMissing", { cwd: options.cwd });
  return configFrom(readYaml(path), dirname(path), path);
}

/** Makes a configuration from a YAML text; relative folders are taken from `folder`. */
export function parseConfig(text: string, folder: string, name: string): Config {
  return configFrom(parseYaml(text, name), folder);
}

function configFrom(yaml: YamlFile, folder: string, file?: string): Config {
  const { sftpEndpoint, plainHttpEndpoint, gates, store, audit, hooks, ...others } = checkYaml(
    yaml,
    configSchema,
  );
  const { runbooks, transferServer, sandboxAccount, permissionsBoundary, ...rest } = others;
  return {
    ...rest,
    ...(file === undefined ? {} : { file }),
    ...(plainHttpEndpoint === undefined ? {} : { plainHttpEndpoint }),
    ...(transferServer === undefined ? {} : { transferServer }),
    ...(sandboxAccount === undefined ? {} : { sandboxAccount }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(sftpEndpoint === undefined ? {} : { sftpEndpoint: endpointOf(sftpEndpoint) }),
    gates: timingOf(gates),
    store: resolve(folder, store),
    audit: {
      store: resolve(folder, audit.store),
      ...(audit.signWith === undefined ? {} : { signWith: audit.signWith }),
    },
    runbooks: runbooks.map((entry) => resolve(folder, entry)),
    hooks: hooksOf(hooks, folder),
  };
}

function endpointOf(text: string): { host: string; port: number } {
  const [host = "", port = ""] = text.split(":");
  return { host, port: Number(port) };
}

function timingOf(gates: { consecutive: number; over: string; deadline: string }): GateTiming {
  return {
    consecutive: gates.consecutive,
    overMs: parseDuration(gates.over) ?? 0,
    deadlineMs: parseDuration(gates.deadline) ?? 0,
  };
}
