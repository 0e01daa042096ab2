import { describe, expect, it } from "vitest";
import { bindKnown, openBindings } from "../../src/engine/bindings.ts";
import { virtualClock } from "./support.ts";

describe("bindings", () => {
  it("make a key once, however often it is asked for", () => {
    const bindings = openBindings(virtualClock(), () => 0);
    bindings.generate([{ id: "key", type: "ssh-ed25519" }]);
    const first = bindings.material("key");
    bindings.generate([{ id: "key", type: "ssh-ed25519" }]);
    expect(bindings.material("key")).toBe(first);
  });

  it("know outputs, and leave what nobody knows as it is", () => {
    const bindings = openBindings(virtualClock(), () => 0);
    bindings.keep("role", "arn", "arn:1");
    const text = { a: "${resources.role.arn} ${resources.secret.arn} ${aws:username}" };
    expect(bindKnown(text, bindings)).toEqual({ a: "arn:1 ${resources.secret.arn} ${aws:username}" });
    expect(bindings.outputs()).toEqual({ "role.arn": "arn:1" });
  });

  it.each([
    ["every clock that AWS lets in", 0],
    ["a clock that the SDK corrects, hours behind AWS's", 3 * 3_600_000],
  ])("revoke sessions from after %s", (_which, ahead) => {
    const clock = virtualClock();
    const bindings = openBindings(clock, () => ahead);
    const text = String(bindKnown({ at: "${run.revokedAt}" }, bindings).at);
    expect(Date.parse(text) - clock.now()).toBeGreaterThanOrEqual(ahead + 15 * 60_000 - 1_000);
  });
});
