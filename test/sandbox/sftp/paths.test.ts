import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../../sandbox/local-aws/sftp/paths.ts";
import type { TransferUserRecord } from "../../../sandbox/local-aws/tables.ts";

function view(change: Partial<TransferUserRecord>) {
  const base = { arn: "", serverId: "s-1", name: "acme", roleArn: "", keys: [], tags: {} };
  return viewOf({ ...base, homeDirectoryType: "LOGICAL", mappings: [], ...change });
}

const logical = (...pairs: [entry: string, target: string][]) =>
  view({ mappings: pairs.map(([entry, target]) => ({ entry, target })) });

describe("logical directories", () => {
  it("never lead out of their targets, whatever the path", () => {
    const root = logical(["/", "/partner-files/acme"]);
    const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "%2e%2e", "..\\..", "acme-evil"), fc.string());
    fc.assert(
      fc.property(fc.array(part), fc.boolean(), (parts, slash) => {
        const path = root?.absolute((slash ? "/" : "") + parts.join("/")) ?? "";
        const place = root?.locate(path);
        expect(path.split("/")).not.toContain("..");
        expect(place).toMatchObject({ type: "object", bucket: "partner-files" });
        const key = place?.type === "object" ? place.key : "";
        expect(key === "acme" || key.startsWith("acme/")).toBe(true);
      }),
    );
  });

  it("map the deepest entry first and make the parents of entries up", () => {
    const tree = logical(
      ["/in/orders", "/b/acme/in"],
      ["/in/orders/old", "/archive/acme"],
      ["/out", "/b/acme/out"],
    );
    expect(tree?.locate("/in/orders/1")).toEqual({
      type: "object",
      bucket: "b",
      key: "acme/in/1",
      root: false,
    });
    expect(tree?.locate("/in/orders/old")).toEqual({
      type: "object",
      bucket: "archive",
      key: "acme",
      root: true,
    });
    expect(tree?.locate("/in")).toEqual({ type: "virtual" });
    expect(tree?.locate("/")).toEqual({ type: "virtual" });
    expect(tree?.locate("/input")).toEqual({ type: "unmapped" });
    expect(tree?.virtualNames("/")).toEqual(["in", "out"]);
    expect(tree?.virtualNames("/in/orders")).toEqual(["old"]);
  });

  it("are refused where a slash is wrong, an entry is there twice, or / is not alone", () => {
    expect(logical()).toBeUndefined();
    expect(logical(["/", "b/acme"])).toBeUndefined();
    expect(logical(["/", "/b/acme/"])).toBeUndefined();
    expect(logical(["in", "/b/acme"])).toBeUndefined();
    expect(logical(["/in/", "/b/acme"])).toBeUndefined();
    expect(logical(["/in", "/b/../c"])).toBeUndefined();
    expect(logical(["/in", "/b/x"], ["/in", "/b/y"])).toBeUndefined();
    expect(logical(["/", "/b/x"], ["/in", "/b/y"])).toBeUndefined();
  });

  it("may map a single file", () => {
    const file = view({ mappings: [{ entry: "/terms.pdf", target: "/b/shared/terms.pdf", type: "FILE" }] });
    expect(file?.locate("/terms.pdf")).toEqual({
      type: "object",
      bucket: "b",
      key: "shared/terms.pdf",
      root: false,
    });
    expect(file?.locate("/terms.pdf/x")).toEqual({ type: "unmapped" });
  });
});

describe("a plain home directory", () => {
  it("is where the session begins, and limits nothing", () => {
    const plain = view({ homeDirectoryType: "PATH", homeDirectory: "/b/acme" });
    expect(plain?.absolute(".")).toBe("/b/acme");
    expect(plain?.absolute("../other")).toBe("/b/other");
    expect(plain?.locate("/b/other")).toEqual({ type: "object", bucket: "b", key: "other", root: false });
    expect(plain?.locate("/")).toEqual({ type: "unmapped" });
  });
});
