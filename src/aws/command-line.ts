import type { Call, ServiceId } from "../core/call.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { shellWord } from "../core/shell-word.ts";

/** Names of the AWS CLI's commands where they are not those of the SDK's packages. */
const COMMANDS: Partial<Record<ServiceId, string>> = { s3: "s3api", "secrets-manager": "secretsmanager" };

/**
 * A bound call as a command of the AWS CLI that can be pasted into a shell.
 * @param region where it is made
 */
export function commandLine({ service, operation, input }: Call, region: string): string {
  const words = ["aws", COMMANDS[service] ?? service, cliName(operation)];
  const options = Object.entries(input).flatMap(([name, value]) => option(name, value));
  return [...words, "--region", region, ...options].map(shellWord).join(" ");
}

/**
 * A name as the AWS CLI spells it: `UpdateAssumeRolePolicy` → `update-assume-role-policy`, `SSEKMSKeyId` →
 * `ssekms-key-id`. After `xform_name`: https://github.com/boto/botocore/blob/develop/botocore/__init__.py
 */
export function cliName(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, "$1-$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

function option(name: string, value: Json): readonly string[] {
  const flag = cliName(name);
  if (typeof value === "boolean") return [value ? `--${flag}` : `--no-${flag}`];
  // The CLI takes a body from a file, and none for an empty one.
  if (name === "Body") return value === "" ? [] : [`--${flag}`, "FILE"];
  return [`--${flag}`, isPlain(value) ? String(value) : JSON.stringify(value)];
}

function isPlain(value: JsonObject[string]): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
