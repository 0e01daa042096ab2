import type { HandoverPart } from "../../../runbook/handover.ts";
import { code, paragraph, section, tableOf } from "../../page/tree.ts";
import type { PackFacts, WayText } from "../facts.ts";
import { checkScript } from "./check-script.ts";
import { roleTemplates } from "./partner-role.ts";
import { checkIt, commands, deployIt, rulesOf } from "./role-text.ts";

type BucketAccess = Extract<HandoverPart, { type: "bucket-access" }>;

/** How a role of the partner's account uses the bucket with its own credentials. */
export function bucketAccessText(folder: string, part: BucketAccess, facts: PackFacts): WayText {
  const { partner, region, owner } = facts;
  const { principal, bucket, prefix, access, attach } = part;
  const place = `s3://${bucket}/${prefix}`;
  return {
    files: [
      ...roleTemplates({ folder, partner, principal, attach }),
      checkScript({ folder, region, principal, bucket, prefix, access, owner }),
    ],
    content: [
      ...section(
        "AWS: your role and our bucket",
        paragraph(
          "The bucket lets your role in with its own credentials. Your account must allow it too: both sides have to.",
        ),
        tableOf(
          ["setting", "value"],
          [
            ["your role", { code: principal }],
            ["region", { code: region }],
            ["your files", { code: place }],
            ["what it may do", access.join(" and ")],
            ["encrypted with", { code: part.kmsKey }],
          ],
        ),
        ...deployIt(folder, principal, attach),
        code("sh", commands(place, access)),
        paragraph(rulesOf(access)),
        ...checkIt(folder),
      ),
    ],
  };
}
