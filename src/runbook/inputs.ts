import type { Problem } from "../core/errors.ts";
import { hiddenMark } from "../core/hidden.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { parseHostKey } from "../core/ssh/host-key.ts";
import { parsePublicKey } from "../core/ssh-keys.ts";
import { meantOrKnown } from "../core/suggest.ts";
import type { InputSpec } from "./types.ts";

/** What a role's trust and a user name can bear: Transfer truncates longer session names. */
const PARTNER_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PARTNER_LENGTH = { least: 3, most: 27 };

/** Endings that twins and canaries use; a partner of such a name would be mistaken for them. */
const RESERVED = [
  { ending: "-rehearsal", use: "the twin of a rehearsal" },
  { ending: "-evil", use: "the look-alike canaries of the access test" },
] as const;

const RESERVED_NAMES = ["archive", "vendor"];

/** What is wrong with a partner name, or `undefined`. */
export function checkPartnerName(name: string): string | undefined {
  if (!PARTNER_NAME.test(name)) {
    return "A partner name has lower-case letters, digits and single hyphens, and begins with a letter.";
  }
  if (name.length < PARTNER_LENGTH.least || name.length > PARTNER_LENGTH.most) {
    return `A partner name has ${PARTNER_LENGTH.least} to ${PARTNER_LENGTH.most} characters; this one has ${name.length}.`;
  }
  const reserved = RESERVED.find(({ ending }) => name.endsWith(ending));
  if (reserved) return `Names ending in "${reserved.ending}" are reserved for ${reserved.use}.`;
  if (RESERVED_NAMES.includes(name) || name.startsWith("vendor-"))
    return `The name "${name}" is reserved for vendor itself.`;
  return undefined;
}

/** What is wrong with an owner's e-mail address, or `undefined`. It becomes a tag value: AWS's tag characters only. */
export function checkOwner(email: string): string | undefined {
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email))
    return "The owner is an e-mail address, e.g. integrations@example.com.";
  if (!/^[\p{L}\p{N}_.:/=+\-@]{1,256}$/u.test(email))
    return "The owner is kept as a tag: letters, digits and _ . : / = + - @ only.";
  return undefined;
}

type Check = (value: Json, spec: InputSpec) => string | undefined;

const text =
  (check: (value: string, spec: InputSpec) => string | undefined): Check =>
  (value, spec) =>
    typeof value === "string" ? check(value, spec) : "Must be text; put it in quotes.";

const CHECKS: Readonly<Record<InputSpec["type"], Check>> = {
  text: text((value, { pattern, mustBe }) =>
    pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(value)
      ? undefined
      : `Must be ${mustBe ?? `of the form ${pattern}`}.`,
  ),
  email: text(checkOwner),
  "aws-account": text((value) =>
    /^\d{12}$/.test(value) ? undefined : "An AWS account has exactly 12 digits.",
  ),
  "aws-role-name": text((value) =>
    /^[\w+=,.@-]{1,64}$/.test(value)
      ? undefined
      : "A role name has 1 to 64 letters, digits or _ + = , . @ -, without a path.",
  ),
  "ssh-public-key": text((value) => {
    const key = parsePublicKey(value);
    return key.ok ? undefined : key.problem;
  }),
  "ssh-host-key": text((value) => {
    const key = parseHostKey(value);
    return key.ok ? undefined : key.problem;
  }),
  secret: (value) =>
    hiddenMark(value) === undefined
      ? "It is hidden, and no place for it is here: take what was written to be exposed, have it replaced, and give the new one with --set-secret."
      : undefined,
  port: (value) =>
    /^[1-9]\d{0,4}$/.test(String(value)) && Number(value) < 65_536
      ? undefined
      : "A port is a number from 1 to 65535.",
  choice: text((value, spec) => {
    const choices = spec.choices?.map((choice) => choice.value) ?? [];
    return choices.includes(value) ? undefined : `Must be one of: ${choices.join(", ")}.`;
  }),
  boolean: (value) =>
    typeof value === "boolean" || value === "true" || value === "false"
      ? undefined
      : "Must be true or false.",
};

/** What is wrong with the value of an input, or `undefined`. The message never holds the value. */
export function checkInput(spec: InputSpec, value: Json): string | undefined {
  return CHECKS[spec.type](value, spec);
}

/** The inputs that are asked for, given the answers so far. */
export function activeInputs(specs: readonly InputSpec[], answers: JsonObject): readonly InputSpec[] {
  return specs.filter(({ when }) => {
    if (!when) return true;
    const answer = answers[when.input];
    if (answer === undefined || answer === "") return false;
    return when.is.includes("*") || when.is.includes(String(answer));
  });
}

/** Everything that is wrong with a set of answers: unknown names, missing and invalid values. */
export function checkAnswers(specs: readonly InputSpec[], answers: JsonObject): readonly Problem[] {
  const known = specs.map((spec) => spec.name);
  const unknown = Object.keys(answers)
    .filter((name) => !known.includes(name))
    .map((name): Problem => {
      const hint = meantOrKnown(name, known, "inputs");
      return { field: `inputs.${name}`, message: `This runbook has no input "${name}".`, hint };
    });
  const active = activeInputs(specs, answers);
  const idle = specs.filter((spec) => !active.includes(spec) && isGiven(answers[spec.name])).map(idleProblem);
  const wrong = active.flatMap((spec): Problem[] => {
    const value = answers[spec.name];
    if (value === undefined || !isGiven(value)) {
      return spec.required && spec.default === undefined
        ? [{ field: `inputs.${spec.name}`, message: "Needed and not given." }]
        : [];
    }
    const message = checkInput(spec, value);
    return message === undefined ? [] : [{ field: `inputs.${spec.name}`, message }];
  });
  return [...unknown, ...idle, ...wrong];
}

function isGiven(answer: Json | undefined): boolean {
  return answer !== undefined && answer !== "";
}

/** An answer that would change nothing is not what somebody meant. */
function idleProblem({ name, when }: InputSpec): Problem {
  const wanted = when?.is.includes("*") ? "is given" : `is ${when?.is.join(" or ")}`;
  return { field: `inputs.${name}`, message: `It has a meaning only where ${when?.input} ${wanted}.` };
}

/** Inputs as the runbook uses them: defaults filled in, keys in one line, empty answers dropped. */
export function completeInputs(specs: readonly InputSpec[], answers: JsonObject): JsonObject {
  const complete: Record<string, Json> = {};
  for (const spec of specs) {
    if (!activeInputs([spec], complete).includes(spec)) continue;
    const given = answers[spec.name];
    const value = given === undefined || given === "" ? spec.default : given;
    if (value === undefined) continue;
    complete[spec.name] = canonicalInput(spec, value);
  }
  return complete;
}

function canonicalInput(spec: InputSpec, value: Json): Json {
  if (spec.type === "boolean") return value === true || value === "true";
  if (spec.type === "port") return Number(value);
  if (spec.type === "ssh-host-key") {
    const key = parseHostKey(String(value));
    return key.ok ? key.text : value;
  }
  if (spec.type !== "ssh-public-key") return value;
  const key = parsePublicKey(String(value));
  return key.ok ? key.body : value;
}
