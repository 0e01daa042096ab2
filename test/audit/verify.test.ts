import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY, link } from "../../src/audit/chain.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { canonicalJson } from "../../src/core/canonical.ts";

/** The lines of a good log of `count` records. */
function goodLines(count: number): string[] {
  const lines: string[] = [];
  let head = EMPTY;
  for (let index = 0; index < count; index += 1) {
    const record = link(head, `2026-01-01T00:00:0${index % 10}.000Z`, {
      type: "onboard",
      partner: `p${index}`,
    });
    head = { seq: record.seq, hash: record.hash };
    lines.push(canonicalJson(record));
  }
  return lines;
}

const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(""));
const findingsOf = (lines: readonly string[]) =>
  verifyLog(bytesOf(lines)).findings.map(({ code, line, record }) => ({ code, line, record }));

/** The element at `index`, which the test knows to be there. */
function at(lines: readonly string[], index: number): string {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`no line ${index}`);
  return line;
}

describe("verifyLog", () => {
  test("a good log verifies and tells its head", () => {
    const result = verifyLog(bytesOf(goodLines(5)));
    expect(result).toMatchObject({ ok: true, records: 5, findings: [], head: { seq: 5 } });
  });

  test("an empty log verifies", () => {
    expect(verifyLog(new Uint8Array())).toEqual({ ok: true, records: 0, head: EMPTY, findings: [] });
  });

  test("a missing record is named", () => {
    const lines = goodLines(5);
    expect(findingsOf(lines.toSpliced(2, 1))).toEqual([{ code: "missing", line: 3, record: 3 }]);
  });

  test("a missing first record is named", () => {
    expect(findingsOf(goodLines(3).slice(1))).toEqual([{ code: "missing", line: 1, record: 1 }]);
  });

  test("several missing records are named as a range", () => {
    const { findings } = verifyLog(bytesOf(goodLines(6).toSpliced(1, 3)));
    expect(findings.map((finding) => finding.message)).toEqual([
      "line 2: records 2–4 are missing before record 5",
    ]);
  });

  test("swapped records are named, both of them and nothing else", () => {
    const lines = goodLines(5);
    const swapped = [at(lines, 0), at(lines, 2), at(lines, 1), at(lines, 3), at(lines, 4)];
    expect(findingsOf(swapped)).toEqual([
      { code: "swapped", line: 2, record: 3 },
      { code: "swapped", line: 3, record: 2 },
    ]);
  });

  test("a duplicated record is named with the line that it repeats", () => {
    const lines = goodLines(4);
    const { findings } = verifyLog(bytesOf(lines.toSpliced(3, 0, at(lines, 1))));
    expect(findings).toEqual([
      { code: "duplicated", line: 4, record: 2, message: "line 4 repeats record 2 of line 2" },
    ]);
  });

  test("a record that was rewritten with a fitting hash does not fit what follows", () => {
    const lines = goodLines(3);
    const forged = canonicalJson(
      link(EMPTY, "2026-01-01T00:00:00.000Z", { type: "onboard", partner: "forged" }),
    );
    expect(findingsOf(lines.toSpliced(0, 1, forged))).toEqual([{ code: "unlinked", line: 2, record: 2 }]);
  });

  test("a changed value is found once, in its line", () => {
    const lines = goodLines(4);
    expect(findingsOf(lines.toSpliced(1, 1, at(lines, 1).replace('"p1"', '"p9"')))).toEqual([
      { code: "changed", line: 2, record: 2 },
    ]);
  });

  test("a repeated key is not overlooked", () => {
    const lines = goodLines(2);
    const doubled = at(lines, 0).replace('{"at"', '{"partner":"evil","at"');
    const [finding] = verifyLog(bytesOf(lines.toSpliced(0, 1, doubled))).findings;
    expect(finding).toMatchObject({ code: "changed", line: 1 });
    expect(finding?.message).toContain("repeated key");
  });

  test("half a record at the end is found", () => {
    const bytes = bytesOf(goodLines(3));
    const { findings } = verifyLog(bytes.subarray(0, bytes.length - 20));
    expect(findings.map(({ code, line }) => ({ code, line }))).toEqual([{ code: "truncated", line: 3 }]);
  });

  test("records cut off at the end are found by whoever remembers them", () => {
    const whole = verifyLog(bytesOf(goodLines(5)));
    const cut = verifyLog(bytesOf(goodLines(4)), [{ ...whole.head, source: "the state of partner p4" }]);
    expect(cut.findings).toMatchObject([{ code: "missing", line: 5, record: 5 }]);
  });

  test.each([
    ["not JSON", "{", "is not JSON"],
    ["an array", "[]", "is not an audit record"],
    ["too deep", "[".repeat(100_000), "is nested deeper"],
    ["a wrong number", '{"seq":1.5,"prev":"x","at":"","hash":""}', "is not an audit record"],
  ])("hostile input: %s", (_, line, message) => {
    const { findings } = verifyLog(bytesOf([line]));
    expect(findings).toMatchObject([{ code: "unreadable", line: 1 }]);
    expect(findings[0]?.message).toContain(message);
  });

  test("bytes that are not UTF-8 are found", () => {
    expect(verifyLog(Buffer.from([0xff, 0xfe, 0x0a])).findings).toMatchObject([
      { code: "unreadable", line: 1 },
    ]);
  });

  test("property: any flipped bit is found, in the line where it is or, at a line break, beside it", () => {
    const bytes = bytesOf(goodLines(6));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (index, bit) => {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        const line = bytes.subarray(0, index).filter((byte) => byte === 10).length + 1;
        const { ok, findings } = verifyLog(changed);
        return !ok && findings.some((finding) => Math.abs(finding.line - line) <= 1);
      }),
    );
  });

  test("property: any other order, subset or repetition of lines is found", () => {
    const lines = goodLines(6);
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 9 }), (order) => {
        const prefix = order.every((value, index) => value === index);
        return verifyLog(bytesOf(order.map((index) => at(lines, index)))).ok === prefix;
      }),
    );
  });

  test("property: random bytes never throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => verifyLog(bytes).records >= 0));
  });
});
