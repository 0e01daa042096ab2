import { describe, expect, it } from "vitest";
import {
  activeInputs,
  checkAnswers,
  checkOwner,
  checkPartnerName,
  completeInputs,
} from "../../src/runbook/inputs.ts";
import type { InputSpec } from "../../src/runbook/types.ts";

describe("checkPartnerName", () => {
  it.each(["acme", "acme-parts", "a1b", "parts4u"])("takes %s", (name) =>
    expect(checkPartnerName(name)).toBeUndefined(),
  );
  it.each([
    ["ac", "3 to 27"],
    ["a".repeat(28), "3 to 27"],
    ["Acme", "lower-case"],
    ["acme_x", "lower-case"],
    ["acme--x", "lower-case"],
    ["-acme", "lower-case"],
    ["4acme", "begins with a letter"],
    ["acme/../other", "lower-case"],
    ["", "lower-case"],
    ["acme-rehearsal", "reserved"],
    ["acme-evil", "reserved"],
    ["archive", "reserved"],
    ["vendor-x", "reserved"],
  ])("refuses %s", (name, why) => expect(checkPartnerName(name)).toContain(why));
});

describe("checkOwner", () => {
  it("takes addresses and refuses what is none or does not fit a tag", () => {
    expect(checkOwner("team@example.com")).toBeUndefined();
    for (const bad of ["", "team", "team@", "team@x", "a b@example.com", "te<a>m@example.com"])
      expect(checkOwner(bad)).toBeDefined();
  });
});

const specs: InputSpec[] = [
  { name: "account", type: "aws-account", prompt: "", help: "", required: false },
  {
    name: "role",
    type: "aws-role-name",
    prompt: "",
    help: "",
    required: true,
    when: { input: "account", is: ["*"] },
  },
  {
    name: "pull",
    type: "choice",
    prompt: "",
    help: "",
    required: false,
    default: "a",
    choices: [
      { value: "a", label: "A" },
      { value: "b", label: "B" },
    ],
    when: { input: "account", is: ["*"] },
  },
];

describe("answers", () => {
  it("asks for dependent inputs only where the one before is given", () => {
    expect(activeInputs(specs, {}).map((spec) => spec.name)).toEqual(["account"]);
    expect(activeInputs(specs, { account: "123456789012" })).toHaveLength(3);
  });

  it("reports everything at once, with a suggestion for a misspelt name", () => {
    expect(checkAnswers(specs, { account: "123", rol: "x", pull: "c" })).toEqual([
      { field: "inputs.rol", message: 'This runbook has no input "rol".', hint: 'Did you mean "role"?' },
      { field: "inputs.account", message: "An AWS account has exactly 12 digits." },
      { field: "inputs.role", message: "Needed and not given." },
      { field: "inputs.pull", message: "Must be one of: a, b." },
    ]);
  });

  it("fills in defaults and drops what does not apply", () => {
    expect(completeInputs(specs, { account: "", role: "reader" })).toEqual({});
    expect(completeInputs(specs, { account: "123456789012", role: "reader" })).toEqual({
      account: "123456789012",
      role: "reader",
      pull: "a",
    });
  });
});

describe("inputs of workloads", () => {
  const spec = (more: Partial<InputSpec>): InputSpec => ({
    name: "it",
    type: "text",
    prompt: "",
    help: "",
    required: true,
    ...more,
  });

  it("holds a text to the whole of its pattern, and says what is wanted", () => {
    const host = spec({ pattern: "[a-z]+([.][a-z]+)+", mustBe: "a host name" });
    expect(checkAnswers([host], { it: "sftp.example" })).toEqual([]);
    expect(checkAnswers([host], { it: "sftp.example; rm" })).toEqual([
      { field: "inputs.it", message: "Must be a host name." },
    ]);
  });

  it.each([
    ["22", 22],
    [2222, 2222],
  ])("takes the port %j as a number", (given, port) => {
    expect(checkAnswers([spec({ type: "port" })], { it: given })).toEqual([]);
    expect(completeInputs([spec({ type: "port" })], { it: given })).toEqual({ it: port });
  });

  it.each(["0", "65536", "022", "x", true])("refuses the port %j", (given) => {
    expect(checkAnswers([spec({ type: "port" })], { it: given })).toHaveLength(1);
  });

  it("takes what stands for a hidden answer, and never the answer itself", () => {
    const hidden = spec({ type: "secret" });
    expect(checkAnswers([hidden], { it: "(hidden, 0123456789abcdef)" })).toEqual([]);
    const [problem] = checkAnswers([hidden], { it: "hunter2" });
    expect(problem?.message).toContain("--set-secret");
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });
});
