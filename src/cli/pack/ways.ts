import type { HandoverPart, HandoverType } from "../../runbook/handover.ts";
import type { PackFacts, WayText } from "./facts.ts";
import { apiToOpenText } from "./ways/api-to-open.ts";
import { bucketAccessText } from "./ways/bucket-access.ts";
import { keyToAuthoriseText } from "./ways/key-to-authorise.ts";
import { roleToAssumeText } from "./ways/role-to-assume.ts";
import { sftpLoginText } from "./ways/sftp-login.ts";

type Writers = {
  readonly [T in HandoverType]: (
    folder: string,
    part: Extract<HandoverPart, { type: T }>,
    facts: PackFacts,
  ) => WayText;
};

const WRITERS: Writers = {
  "sftp-login": sftpLoginText,
  "role-to-assume": roleToAssumeText,
  "bucket-access": bucketAccessText,
  "key-to-authorise": keyToAuthoriseText,
  "api-to-open": apiToOpenText,
};

/** What one way in adds to a pack. @param folder its own folder in the pack */
export function wayText(folder: string, part: HandoverPart, facts: PackFacts): WayText {
  const write = WRITERS[part.type] as (folder: string, part: HandoverPart, facts: PackFacts) => WayText;
  return write(folder, part, facts);
}
