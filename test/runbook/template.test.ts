import { describe, expect, it } from "vitest";
import { fill, resourcesIn } from "../../src/runbook/template.ts";

const values = { partner: "acme", list: ["a", "b"], "base.port": 22 };

describe("fill", () => {
  it("fills names into texts and keys, and keeps the type of a text that is one template", () => {
    expect(
      fill({ name: "vendor-${partner}", port: "${base.port}", "x-${partner}": "y" }, values).value,
    ).toEqual({
      name: "vendor-acme",
      port: 22,
      "x-acme": "y",
    });
  });

  it("splices lists", () => {
    expect(fill(["first", "${list}"], values).value).toEqual(["first", "a", "b"]);
  });

  it("drops optional members that have no value, and reports the others by their path", () => {
    const filled = fill({ a: "${nothing?}", b: { c: "x ${nothing}" } }, values);
    expect(filled.value).toEqual({ b: { c: "x ${nothing}" } });
    expect(filled.unresolved).toEqual([{ path: ["b", "c"], name: "nothing" }]);
  });

  it("leaves the run's own placeholders and IAM's policy variables alone", () => {
    const text = "${resources.role.arn} ${generated.key.publicKey} ${aws:username}";
    expect(fill(text, values)).toEqual({ value: text, unresolved: [] });
  });
});

describe("resourcesIn", () => {
  it("finds every resource that a value refers to", () => {
    expect([...resourcesIn({ a: "${resources.role.arn}", b: ["x ${resources.secret.arn}"] })]).toEqual([
      "role",
      "secret",
    ]);
  });
});
