import type { HandoverPart } from "../../../runbook/handover.ts";
import { code, paragraph, section, tableOf } from "../../page/tree.ts";
import type { PackFacts, WayText } from "../facts.ts";
import { checkScript } from "./check-script.ts";
import { roleNameOf, roleTemplates } from "./partner-role.ts";
import { checkIt, commands, deployIt, rulesOf } from "./role-text.ts";

type RoleToAssume = Extract<HandoverPart, { type: "role-to-assume" }>;

/** How a role of the partner's account assumes the company's role. */
export function roleToAssumeText(folder: string, part: RoleToAssume, facts: PackFacts): WayText {
  const { partner, region, owner } = facts;
  const { role, externalId, principal, bucket, prefix, secret, access, attach } = part;
  const place = `s3://${bucket}/${prefix}`;
  return {
    files: [
      ...roleTemplates({ folder, partner, principal, attach }),
      checkScript({ folder, region, principal, bucket, prefix, access, owner, assume: { role, externalId } }),
    ],
    content: [
      ...section(
        "AWS: assume a role",
        paragraph("Your role gets a session of ours, for an hour at most, and needs no long-lived keys."),
        tableOf(
          ["setting", "value"],
          [
            ["your role", { code: principal }],
            ["the role that it assumes", { code: role }],
            ["ExternalId", { code: externalId }],
            ["region", { code: region }],
            ["your files", { code: place }],
            ["what you may do", access.join(" and ")],
            ...(secret === undefined ? [] : [["your secret", { code: secret }] as const]),
          ],
        ),
        paragraph(
          "The ExternalId was issued for you and is no secret: AWS uses it to tell you from others who might name our role.",
        ),
        ...deployIt(folder, principal, attach),
        paragraph("In ", { code: "~/.aws/config" }, ", after which every AWS program takes the profile:"),
        code(
          "ini",
          `[profile ${partner}]\nrole_arn = ${role}\nexternal_id = ${externalId}\nsource_profile = ${roleNameOf(principal)}\nregion = ${region}`,
        ),
        code("sh", commands(place, access, `--profile ${partner}`)),
        paragraph(rulesOf(access)),
        ...checkIt(folder),
      ),
    ],
  };
}
