import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DocumentKind, validateDocument } from "../../src/policy/validate.ts";
import { readJson } from "./support.ts";

interface ValidateCase {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bucket?: string;
  readonly document: unknown;
  readonly problems: readonly (readonly [field: string, message: string])[];
}

const KINDS: readonly DocumentKind[] = ["identity", "trust", "bucket", "key", "secret", "session"];

describe("validateDocument", () => {
  it.each(readJson<ValidateCase[]>("documents/validate.json"))(
    "$name",
    ({ kind, bucket, document, problems }) => {
      const found = validateDocument(document, kind, bucket === undefined ? {} : { bucket });
      expect(found).toEqual(
        problems.map(([field, message]) => ({ field, message: expect.stringContaining(message) })),
      );
    },
  );

  it("answers for anything, and never throws", () => {
    const statement = fc.dictionary(
      fc.constantFrom("Sid", "Effect", "Action", "Principal", "Resource", "Condition", "Other"),
      fc.jsonValue(),
    );
    const document = fc.oneof(
      fc.jsonValue(),
      fc.record({ Version: fc.jsonValue(), Statement: fc.array(statement) }),
    );
    fc.assert(
      fc.property(document, fc.constantFrom(...KINDS), (value, kind) => {
        expect(Array.isArray(validateDocument(value, kind))).toBe(true);
      }),
    );
  });
});
