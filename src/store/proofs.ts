import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../core/disk.ts";
import { misshapen, readJsonFile } from "./json-file.ts";
import type { Store } from "./store.ts";

const text = z.string();

const requestSchema = z.object({
  partner: text,
  action: text,
  /** An ARN. */
  resource: text,
  /** As the evaluator takes it, e.g. `s3:prefix`. */
  context: z.record(text, z.union([text, z.array(text)])),
  encryptionContext: z.record(text, text).optional(),
  /** Who asks, as people call it. */
  as: text,
  /** Which statement lets it. */
  why: text,
});

const proofSchema = z.object({
  format: z.literal("vendor-proof/1"),
  /** ISO time at which the documents had been read. */
  at: text,
  /** ARN of whoever asked. */
  by: text,
  /** `vendor-cli` and its version. */
  tool: text,
  /** `policy prove` or `test`. */
  command: text,
  /** Everybody whose documents were compared. */
  partners: z.array(text),
  /** Only pairs with one of these were looked at; absent: all. */
  focus: z.array(text).optional(),
  /** Partners whose documents could not be told or read. */
  untold: z.array(text),
  /** Documents of what all share that could not be read; in words. */
  unread: z.array(text),
  /** What else is not proven; in words. */
  missing: z.array(text),
  overlaps: z.array(
    z.object({
      domain: text,
      /** What both reach. */
      what: text,
      one: requestSchema,
      other: z.union([requestSchema, z.object({ lookAlike: text })]),
    }),
  ),
  /** Overlapping pairs beyond those that are told. */
  more: z.number(),
  unproven: z.array(z.object({ subject: text, other: text.optional(), why: text })),
});

/** What a proof from the documents in force found, as it is kept. */
export type KeptProof = Readonly<z.infer<typeof proofSchema>>;

/** A request that the documents allow, as it is kept. */
export type KeptRequest = KeptProof["overlaps"][number]["one"];

const OF_ALL = "proof.json";
const OF_PARTNERS = "proofs";

/**
 * Keeps a proof in place of the last of the same partners: one of all, and one for each partner that was asked about.
 * @throws VendorError of a disk that can't be written
 */
export function keepProof({ folder, disk }: Store, proof: KeptProof): void {
  const files =
    proof.focus === undefined
      ? [join(folder, OF_ALL)]
      : proof.focus.map((partner) => join(folder, OF_PARTNERS, `${partner}.json`));
  for (const file of files) writeWhole(disk, file, `${JSON.stringify(proof, undefined, 2)}\n`);
}

/** The last proof of all partners and every one of some that is newer, newest first. @throws VendorError `storeBroken` */
export function readProofs(store: Store): readonly KeptProof[] {
  const folder = join(store.folder, OF_PARTNERS);
  const all = readProof(store, join(store.folder, OF_ALL));
  const some = store.disk
    .list(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readProof(store, join(folder, name)) ?? []);
  return [
    ...(all === undefined ? [] : [all]),
    ...some.filter(({ at }) => all === undefined || at > all.at),
  ].sort((one, other) => (one.at < other.at ? 1 : -1));
}

function readProof(store: Store, file: string): KeptProof | undefined {
  const value = readJsonFile(store, file);
  if (value === undefined) return undefined;
  const { data } = proofSchema.safeParse(value);
  if (data === undefined) throw misshapen(file);
  return data;
}
