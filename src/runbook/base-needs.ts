import { type VendorError, vendorError } from "../core/errors.ts";
import type { Runbook } from "./runbooks.ts";
import type { Config } from "./types.ts";

/** Fields of the configuration that may be left out, by the templates that a runbook names them by. */
const FIELDS: Readonly<Record<string, keyof Config>> = {
  "base.transferServer": "transferServer",
  "base.sftpHost": "transferServer",
  "base.sftpPort": "transferServer",
  "base.hostKeys": "transferServer",
  "base.permissionsBoundary": "permissionsBoundary",
};

const MENDED: Partial<Record<keyof Config, string>> = {
  transferServer: "Name your Transfer server, s-…, or have one made: vendor init --base",
};

/** What of the base a template names that the configuration leaves out; `undefined` where it names no such thing. */
export function fieldBehind(template: string): keyof Config | undefined {
  return FIELDS[template];
}

/** A runbook that can't be filled in, since the configuration leaves out what it refers to. */
export function lacks({ name }: Pick<Runbook, "name">, fields: readonly (keyof Config)[]): VendorError {
  const problems = [...new Set(fields)].map((field) => ({
    field,
    message: "Needed by this runbook and not given.",
    hint: MENDED[field] ?? `Set \`${field}\` in the configuration.`,
  }));
  const what = problems.map(({ field }) => field).join(", ");
  return vendorError("baseLacks", { runbook: name, what }, { problems });
}

/** Whether the Transfer server has a part in what a runbook makes or tries, for whatever inputs. */
export function usesServer({ document }: Runbook): boolean {
  const { resources, handover, servers, access } = document;
  const text = JSON.stringify([resources, handover, servers, access]);
  const templates = Object.keys(FIELDS).filter((name) => FIELDS[name] === "transferServer");
  return (
    templates.some((name) => text.includes(`\${${name}`)) ||
    Object.values(access.actors).some(({ type }) => type === "sftp")
  );
}
