import { describe, expect, it } from "vitest";
import { bindKnown, openBindings } from "../../src/engine/bindings.ts";
import { virtualClock } from "./support.ts";

describe("bindings", () => {
  it("make a key once, however often it is asked for", () => {
    const bindings = openBindings(virtualClock());
    bindings.generate([{ id: "key", type: "ssh-ed25519" }]);
    const first = bindings.material("key");
    bindings.generate([{ id: "key", type: "ssh-ed25519" }]);
    expect(bindings.material("key")).toBe(first);
  });

  it("know outputs, and leave what nobody knows as it is", () => {
    const bindings = openBindings(virtualClock());
    bindings.keep("role", "arn", "arn:1");
    const text = { a: "${resources.role.arn} ${resources.secret.arn} ${aws:username}" };
    expect(bindKnown(text, bindings)).toEqual({ a: "arn:1 ${resources.secret.arn} ${aws:username}" });
    expect(bindings.outputs()).toEqual({ "role.arn": "arn:1" });
  });

  it("revoke sessions from after every clock that AWS lets in", () => {
    const clock = virtualClock();
    const text = String(bindKnown({ at: "${run.revokedAt}" }, openBindings(clock)).at);
    expect(Date.parse(text) - clock.now()).toBeGreaterThanOrEqual(15 * 60_000 - 1_000);
  });
});
