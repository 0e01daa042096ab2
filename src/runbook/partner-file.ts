import { stringify } from "yaml";
import { z } from "zod";
import { vendorError } from "../core/errors.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import { looksLikePrivateKey } from "../core/ssh-keys.ts";
import { checkOwner, checkPartnerName } from "./inputs.ts";
import type { PartnerFile } from "./types.ts";
import { checkYaml, problemAt, readYaml, type YamlFile } from "./yaml-file.ts";

/** Makes a schema text from one of the shared checks. */
const checked = (check: (value: string) => string | undefined) =>
  z.string().superRefine((value, context) => {
    const message = check(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** A partner file. Its inputs are checked against the runbook that it names. */
export const partnerFileSchema = z.strictObject({
  partner: checked(checkPartnerName).describe("The partner's name: lower-case letters, digits, hyphens."),
  runbook: z.string().default("hosted-sftp").describe("Name of a runbook, or a path to one."),
  owner: checked(checkOwner).describe("E-mail address of the team that answers for this partner."),
  inputs: z
    .record(z.string(), z.union([z.string(), z.boolean(), z.number()]))
    .default({})
    .describe("What the runbook asks for."),
});

/** A partner file with the places of its values, for problems found later. */
export interface LocatedPartnerFile extends PartnerFile {
  readonly yaml: YamlFile;
}

/**
 * Reads a partner file. A private key in it is refused before anything is kept of it.
 * @throws VendorError `fileUnreadable`, `fileInvalid`, `privateKeyGiven`
 */
export function readPartnerFile(path: string): LocatedPartnerFile {
  const yaml = readYaml(path);
  const inputs = isJsonObject(yaml.value) ? yaml.value.inputs : undefined;
  if (isJsonObject(inputs)) refusePrivateKeys(inputs, yaml);
  return { ...checkYaml(yaml, partnerFileSchema), yaml };
}

function refusePrivateKeys(inputs: { readonly [key: string]: Json }, yaml: YamlFile): void {
  const problems = Object.entries(inputs)
    .filter(([, value]) => typeof value === "string" && looksLikePrivateKey(value))
    .map(([name]) =>
      problemAt(
        yaml,
        ["inputs", name],
        "This is a private key.",
        "Give the public half, and treat this private key as exposed.",
      ),
    );
  if (problems.length > 0) throw vendorError("privateKeyGiven", { where: yaml.file }, { problems });
}

/** The text of a partner file. */
export function formatPartnerFile(file: PartnerFile): string {
  const { partner, runbook, owner, inputs } = file;
  return `# yaml-language-server: $schema=../node_modules/vendor-cli/runbooks/schema/partner.schema.json\n${stringify({ partner, runbook, owner, inputs }, { lineWidth: 0 })}`;
}
