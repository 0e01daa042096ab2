# The stand-in role of vendor's sandbox account: the enterprise's operator assumes it to try a partner's access
# from outside, before anything of the partner exists.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "operator_role_arn" {
  description = "ARN of the operator's role in the enterprise account."
  type        = string
}

variable "bucket" {
  description = "Name of the distribution bucket in the enterprise account."
  type        = string
}

variable "kms_key_arn" {
  description = "ARN of the key that encrypts the bucket."
  type        = string
}

variable "partner_role_pattern" {
  description = "Names of partners' roles in the enterprise account (naming.role in vendor.config.yaml)."
  type        = string
  default     = "vendor-*"
}

variable "role_name" {
  type    = string
  default = "vendor-sandbox-partner"
}

data "aws_partition" "current" {}

data "aws_arn" "operator" {
  arn = var.operator_role_arn
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "OperatorOnly"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.operator_role_arn]
    }
  }
}

# Wide on this side on purpose: what is refused in a test, the enterprise's side must have refused.
data "aws_iam_policy_document" "stand_in" {
  statement {
    sid     = "AssumePartnerRoles"
    actions = ["sts:AssumeRole"]
    resources = [
      "arn:${data.aws_partition.current.partition}:iam::${data.aws_arn.operator.account}:role/${var.partner_role_pattern}",
    ]
  }

  statement {
    sid     = "UseBucket"
    actions = ["s3:*"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::${var.bucket}",
      "arn:${data.aws_partition.current.partition}:s3:::${var.bucket}/*",
    ]
  }

  statement {
    sid       = "UseKeys"
    actions   = ["kms:*"]
    resources = [var.kms_key_arn]
  }

  statement {
    sid     = "ReadSecrets"
    actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = [
      "arn:${data.aws_partition.current.partition}:secretsmanager:*:${data.aws_arn.operator.account}:secret:*",
    ]
  }

  # So that its fitness can be checked: who may assume it.
  statement {
    sid       = "ReadItself"
    actions   = ["iam:GetRole"]
    resources = [aws_iam_role.stand_in.arn]
  }
}

resource "aws_iam_role" "stand_in" {
  name                 = var.role_name
  description          = "Stands in for a partner's AWS account when vendor tests access."
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "stand_in" {
  name   = "stand-in"
  role   = aws_iam_role.stand_in.id
  policy = data.aws_iam_policy_document.stand_in.json
}

output "role_arn" {
  description = "For sandboxAccount.roleArn in vendor.config.yaml."
  value       = aws_iam_role.stand_in.arn
}
