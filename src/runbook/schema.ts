import { z } from "zod";
import { CONDITION } from "./condition.ts";
import { HANDOVER_TYPES } from "./handover.ts";

const condition = z
  .string()
  .regex(
    CONDITION,
    "Must be like `rehearsal`, `stand-in`, `leaving`, `inputs.NAME`, `not inputs.NAME` or `inputs.NAME is VALUE`.",
  );
const when = z
  .union([condition, z.array(condition).min(1)])
  .optional()
  .describe("Included only where this holds; of a list, where all hold.");

/** `z.json()` tries six schemas on each value below it: 3 ms of every command that reads a runbook. */
function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isJson);
  return typeof value === "string" || typeof value === "boolean" || value === null;
}

/** Any JSON value; what it must look like is up to the resource's kind. */
const json = z.custom<string | number | boolean | null | readonly unknown[] | { [key: string]: unknown }>(
  isJson,
  "Must be text, a finite number, true, false, null, a list or a mapping.",
);

const pattern = z.string().refine((source) => {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}, "Must be a regular expression.");

const input = z.strictObject({
  type: z.enum([
    "text",
    "email",
    "aws-account",
    "aws-role-name",
    "ssh-public-key",
    "ssh-host-key",
    "port",
    "secret",
    "choice",
    "boolean",
  ]),
  prompt: z.string().describe("The wizard's question."),
  help: z.string().describe("One or two sentences for ? and --help."),
  required: z.boolean().default(false),
  default: z.union([z.string(), z.boolean(), z.number()]).optional(),
  choices: z
    .array(z.strictObject({ value: z.string(), label: z.string(), hint: z.string().optional() }))
    .optional(),
  pattern: pattern
    .optional()
    .describe("Of a text: a regular expression that the whole of it must match, e.g. `[a-z0-9-]+`."),
  mustBe: z
    .string()
    .optional()
    .describe(
      "What the pattern asks for, in words that end `Must be …`: `a host name such as sftp.example.com`.",
    ),
  when: z
    .strictObject({ input: z.string(), is: z.array(z.string()).default(["*"]) })
    .optional()
    .describe("Asked only where another input has one of these values; `*` is any."),
});

const resource = z.strictObject({
  kind: z.string().describe("A kind of resource, e.g. `iam-role`; docs/runbooks.md lists them."),
  when,
  needs: z
    .array(z.string())
    .default([])
    .describe("Resources that must exist first, beside those its properties refer to."),
  canary: z
    .boolean()
    .default(false)
    .describe("Stands for somebody else's: made for the access test, removed after it."),
  props: z.record(z.string(), json),
});

const actor = z.union([
  z.strictObject({
    type: z.literal("assume-role"),
    roleArn: z.string(),
    externalId: z.string().optional(),
    held: z.boolean().default(false),
    when,
  }),
  z.strictObject({ type: z.literal("sandbox"), when }),
  z
    .strictObject({ type: z.literal("documents"), when })
    .describe("Nobody: the documents in force are read and evaluated, for whom only AWS gives sessions to."),
  z.strictObject({
    type: z.literal("sftp"),
    user: z.string(),
    key: z
      .enum(["testKey", "otherKey"])
      .default("testKey")
      .describe("The test's own key, or one that nobody added."),
    held: z.boolean().default(false),
    when,
  }),
]);

/** A list of probe IDs, each possibly tried by another actor. */
const probeIds = z.array(
  z.union([z.string(), z.strictObject({ probe: z.string(), actor: z.string(), when })]),
);

const groups = z.array(z.union([z.string(), z.strictObject({ group: z.string(), when })]));

/** What it must look like otherwise is up to its type; checked once it is filled in. */
const handover = z
  .object({ type: z.enum(HANDOVER_TYPES).describe("What this way in is."), when })
  .catchall(json);

const server = z.strictObject({
  host: z.string().min(1).describe("Its host name or address."),
  port: z.union([z.string(), z.number()]).default(22),
  hostKey: z.string().min(1).describe("Its host key, or the key's `SHA256:…` fingerprint."),
  when,
});

/** A runbook: one kind of partner, read in two directions. */
export const runbookSchema = z.strictObject({
  runbook: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, "Must be lower-case letters, digits and hyphens.")
    .describe("Its name."),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "Must be a version such as 1.0.0."),
  title: z.string(),
  description: z.string(),
  definitions: z
    .record(z.string(), json)
    .default({})
    .describe("Anything to anchor (&name) and use elsewhere (*name)."),
  inputs: z.record(z.string().regex(/^[a-z]\w*$/i), input).default({}),
  resources: z.record(z.string().regex(/^[a-z]\w*$/i), resource),
  handover: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, "Must be lower-case letters, digits and hyphens."),
      handover,
    )
    .default({})
    .describe(
      "The ways in that a partner is told about by `vendor pack`, each under the name of its folder.",
    ),
  servers: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, "Must be lower-case letters, digits and hyphens."), server)
    .default({})
    .describe(
      "The partner's own SSH servers that the company logs in at. `vendor onboard`, `vendor test` and `vendor ready` look whether each presents its host key, without logging in.",
    ),
  push: z
    .union([z.string(), z.strictObject({ when, value: z.string() })])
    .optional()
    .describe("The resource, a folder, in which `vendor push` puts files for the partner."),
  access: z.strictObject({
    actors: z.record(z.string(), actor),
    targets: z
      .record(z.string(), json)
      .describe("What the probes aim at: own things, and the canaries that stand for others'."),
    probes: groups.describe("Groups of the probe catalogue."),
    gates: probeIds.describe("Probes that must answer consistently before the access test."),
    death: probeIds.describe("Probes that must be refused consistently after the freeze."),
  }),
});

/** What {@link runbookSchema} accepts, with defaults filled in. */
export type RunbookDocument = z.output<typeof runbookSchema>;
