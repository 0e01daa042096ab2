import type { JsonObject } from "../core/json.ts";

/** A file that has arrived for a partner. */
export interface PushedFile {
  /** As the operator named it. */
  readonly file: string;
  readonly key: string;
  readonly bytes: number;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  /** What S3 answered that it has. */
  readonly checksum: string;
  readonly versionId?: string;
  /** ARN of the key that it is encrypted with. */
  readonly kmsKey: string;
}

/** What a push says of itself. */
export interface PushReport {
  readonly run: string;
  readonly partner: string;
  readonly owner: string;
  /** ARN from GetCallerIdentity. */
  readonly caller: string;
  readonly tool: string;
  readonly runbook: JsonObject;
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** ISO times. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: "done" | "failed" | "interrupted";
  /** Whether what was there before could be replaced. */
  readonly force: boolean;
  readonly files: readonly PushedFile[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** The body of a push's audit record: who sent what to whom when, by its digest. Nothing of what is in the files. */
export function pushRecordOf(report: PushReport): JsonObject {
  const body = { format: "vendor-audit/1", type: "push", ...report };
  return JSON.parse(JSON.stringify(body)) as JsonObject;
}
