import { stringify } from "yaml";
import type { Json } from "../../../core/json.ts";
import type { StatementProps } from "../../../resources/schema.ts";
import type { PackFile } from "../facts.ts";

/** The role of the partner's own account that gets in, and what it must be allowed there. */
export interface PartnerRole {
  readonly folder: string;
  readonly partner: string;
  /** ARN of the role. */
  readonly principal: string;
  /** Statements of its policy, each with its reason. */
  readonly attach: readonly StatementProps[];
}

/** The role as the partner's account makes it: once for CloudFormation, once for Terraform. */
export function roleTemplates(role: PartnerRole): readonly PackFile[] {
  return [
    { path: `${role.folder}/role.cfn.yaml`, text: cloudFormation(role) },
    { path: `${role.folder}/role.tf`, text: terraform(role) },
  ];
}

/** Name of a role by its ARN. */
export function roleNameOf(principal: string): string {
  return principal.slice(principal.lastIndexOf("/") + 1);
}

/** The account of an ARN. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

const POLICY = "partner-access";
const ASSUMED_BY =
  "Who may assume the role: an AWS service, e.g. lambda.amazonaws.com, or an ARN of this account.";

function policyOf(attach: readonly StatementProps[]): Json {
  const Statement = attach.map(({ reason: _forPeople, ...statement }) => statement as unknown as Json);
  return { Version: "2012-10-17", Statement };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
function cloudFormation({ partner, principal, attach }: PartnerRole): string {
  const trust = (Principal: Json) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
  });
  const assumedBy = { Ref: "AssumedBy" };
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `The role of ${partner} in account ${accountOf(principal)}. Deploy it there, with CAPABILITY_NAMED_IAM.`,
    Parameters: {
      AssumedBy: {
        Type: "String",
        Description: ASSUMED_BY,
        AllowedPattern: "^(arn:[a-z-]+:iam::[0-9]{12}:.+|[a-z0-9.-]+[.]amazonaws[.]com)$",
      },
    },
    Conditions: {
      ByPrincipal: { "Fn::Equals": [{ "Fn::Select": [0, { "Fn::Split": [":", assumedBy] }] }, "arn"] },
    },
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: roleNameOf(principal),
          AssumeRolePolicyDocument: {
            "Fn::If": ["ByPrincipal", trust({ AWS: assumedBy }), trust({ Service: assumedBy })],
          },
          Policies: [{ PolicyName: POLICY, PolicyDocument: policyOf(attach) }],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  };
  return stringify(template, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    // Versions look like dates to readers of YAML 1.1.
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
  });
}

function terraform({ partner, principal, attach }: PartnerRole): string {
  const account = accountOf(principal);
  return `# The role of ${partner} in account ${account}.
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 4.0" }
  }
}

variable "assumed_by" {
  type        = string
  description = ${hcl(ASSUMED_BY)}
}

data "aws_caller_identity" "current" {}

resource "aws_iam_role" "partner" {
  name = ${hcl(roleNameOf(principal))}
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { (startswith(var.assumed_by, "arn:") ? "AWS" : "Service") = var.assumed_by }
      Action    = "sts:AssumeRole"
    }]
  })
  lifecycle {
    precondition {
      condition     = data.aws_caller_identity.current.account_id == ${hcl(account)}
      error_message = ${hcl(`This role is for account ${account}.`)}
    }
  }
}

resource "aws_iam_role_policy" "partner" {
  name = ${hcl(POLICY)}
  role = aws_iam_role.partner.id
  policy = jsonencode(${hcl(policyOf(attach))})
}

output "role_arn" {
  value = aws_iam_role.partner.arn
}
`;
}

/** A value as HCL, as `terraform fmt` leaves it: JSON's literals, but for the two sequences that begin a template. */
function hcl(value: Json | readonly Json[], indent = "  "): string {
  if (typeof value !== "object" || value === null)
    return JSON.stringify(value).replace(/[$%](?=\{)/g, (begin) => begin + begin);
  const deeper = `${indent}  `;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((item: Json) => hcl(item, deeper))
    : Object.entries(value).map(([key, member]) => `${hcl(key)} : ${hcl(member, deeper)}`);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return `${open}\n${members.map((member) => `${deeper}${member}`).join(",\n")}\n${indent}${close}`;
}
