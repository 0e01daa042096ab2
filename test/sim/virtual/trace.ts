import { createHash } from "node:crypto";

/** Everything that happened, in its order, as one digest. */
export interface Trace {
  note(line: string): void;
  /** Hex. */
  digest(): string;
}

/**
 * Makes a trace.
 * @param place the folder in which the simulated machine's home is, which another worker has elsewhere
 * @param keep gets each line, for comparing two traces
 */
export function openTrace(place: string, keep?: (line: string) => void): Trace {
  const hash = createHash("sha256");
  return {
    note(line) {
      const text = line.replaceAll(place, "");
      hash.update(text).update("\n");
      keep?.(text);
    },
    digest: () => hash.copy().digest("hex"),
  };
}

/** A short digest of content, the same wherever the simulated machine lives. */
export function fingerprint(content: string | Uint8Array, home: string): string {
  const text = typeof content === "string" ? content : Buffer.from(content).toString("latin1");
  return createHash("sha256").update(text.replaceAll(home, "~")).digest("hex").slice(0, 16);
}
