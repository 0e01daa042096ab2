import type { RootContent } from "mdast";
import type { StatementProps } from "../../../resources/schema.ts";
import { code, list, paragraph } from "../../page/tree.ts";
import { accountOf, roleNameOf } from "./partner-role.ts";

/** How the partner makes its role. */
export function deployIt(
  folder: string,
  principal: string,
  attach: readonly StatementProps[],
): readonly RootContent[] {
  const stack = `${roleNameOf(principal)}-access`.replace(/[^A-Za-z0-9-]/g, "-");
  return [
    paragraph("What your role must be allowed in your account:"),
    list(attach.map(({ Action, reason }) => [{ code: [Action].flat().join(", ") }, ` ${reason}`])),
    paragraph(
      `Make the role in your account ${accountOf(principal)}, or add the policy of the template to the one that you have. In place of lambda.amazonaws.com: the service, or the ARN, that may assume it.`,
    ),
    code(
      "sh",
      `aws cloudformation deploy --template-file ${folder}/role.cfn.yaml --stack-name ${stack} \\\n  --capabilities CAPABILITY_NAMED_IAM --parameter-overrides AssumedBy=lambda.amazonaws.com\n\n# or\nterraform -chdir=${folder} init && terraform -chdir=${folder} apply -var assumed_by=lambda.amazonaws.com`,
    ),
  ];
}

/** How the partner checks its side. */
export function checkIt(folder: string): readonly RootContent[] {
  return [paragraph("To check your side, as that role:"), code("sh", `sh ${folder}/check.sh`)];
}

type Access = readonly ("read" | "write")[];

/** What the partner types to work with its files. @param more options of each command */
export function commands(place: string, access: Access, more = ""): string {
  const lines = [
    ...(access.includes("read") ? [`aws s3 ls ${place}`, `aws s3 cp ${place}FILE .`] : []),
    ...(access.includes("write") ? [`aws s3 cp FILE ${place}`] : []),
  ];
  return lines.map((line) => `${line} ${more}`.trimEnd()).join("\n");
}

/** What is refused although one might think that it is allowed. */
export function rulesOf(access: Access): string {
  return [
    ...(access.includes("read") ? ["Lists must name the prefix, with its slash."] : []),
    ...(access.includes("write") ? ["Uploads must name no encryption: the bucket has its own."] : []),
  ].join(" ");
}
