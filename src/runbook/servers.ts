import { z } from "zod";
import type { Problem } from "../core/errors.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { parseHostKey } from "../core/ssh/host-key.ts";
import { problemAt, type YamlFile } from "./yaml-file.ts";

/** A server of a partner's, and what it is known by. */
export interface PinnedAt {
  /** What the runbook calls it. */
  readonly server: string;
  readonly host: string;
  readonly port: number;
  /** `TYPE BASE64`, or a `SHA256:…` fingerprint. */
  readonly hostKey: string;
}

const schema = z.object({
  host: z
    .string()
    .regex(/^[A-Za-z0-9:][A-Za-z0-9.:-]*$/, "Must be a host name or an address, known before the run."),
  /** An input that asks for a port gives text. */
  port: z.coerce.number("Must be a port.").pipe(z.int().min(1).max(65_535)),
  hostKey: z.string().superRefine((text, context) => {
    const key = parseHostKey(text);
    if (!key.ok) context.addIssue(key.problem);
  }),
});

/**
 * Checks a runbook's `servers`, filled in.
 * @param problems gets what is wrong with it, by line
 */
export function checkServers(
  yaml: YamlFile,
  filled: Json | undefined,
  problems: Problem[],
): readonly PinnedAt[] {
  const declared = isJsonObject(filled) ? Object.entries(filled) : [];
  return declared.flatMap(([server, value]) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return [{ server, ...parsed.data }];
    problems.push(
      ...parsed.error.issues.map(({ path, message }) =>
        problemAt(yaml, ["servers", server, ...path], message),
      ),
    );
    return [];
  });
}
