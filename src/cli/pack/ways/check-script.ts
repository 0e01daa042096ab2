import { shellWord } from "../../../core/shell-word.ts";
import type { PackFile } from "../facts.ts";
import { accountOf, roleNameOf } from "./partner-role.ts";

/** What the partner's side is checked for. */
export interface Checked {
  readonly folder: string;
  readonly region: string;
  /** ARN of the partner's own role. */
  readonly principal: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly access: readonly ("read" | "write")[];
  /** The company's role to assume first; absent where the bucket lets the partner's own role in. */
  readonly assume?: { readonly role: string; readonly externalId: string };
  readonly owner: string;
}

/**
 * A script for POSIX shells that tries the partner's side with the AWS CLI. It changes nothing, writes nothing to the
 * disk, and holds session keys in its own environment alone.
 */
export function checkScript(checked: Checked): PackFile {
  const { folder, assume, access } = checked;
  const text = [
    HEAD,
    namesOf(checked),
    HELPERS,
    IDENTITY,
    ...(assume === undefined ? [] : [ASSUME]),
    ...(access.includes("read") ? [READ] : []),
    ...(access.includes("write") ? [WRITE] : []),
    CLOSED,
    TAIL,
  ];
  return { path: `${folder}/check.sh`, text: text.join("\n"), executable: true };
}

const HEAD = `#!/bin/sh
# Checks your side of the access. It reads only; nothing is changed anywhere.
# Run it as the role that gets in, with the AWS CLI, e.g. AWS_PROFILE=integration sh check.sh
# AWS is the command to call, if it is not "aws".
set -u
: "\${AWS:=aws}"
`;

function namesOf({ region, principal, bucket, prefix, assume, owner }: Checked): string {
  const names = {
    region,
    account: accountOf(principal),
    role: roleNameOf(principal),
    bucket,
    prefix,
    owner,
    ...(assume === undefined ? {} : { assumed: assume.role, external_id: assume.externalId }),
  };
  return `${Object.entries(names)
    .map(([name, value]) => `${name}=${shellWord(value)}`)
    .join("\n")}
export AWS_DEFAULT_REGION="$region" AWS_PAGER=
`;
}

const HELPERS = `failed=0
good() { printf 'ok      %s\\n' "$1"; }
bad() {
  failed=1
  printf 'FAILED  %s\\n        %s\\n' "$1" "$2"
}
# The last line of what AWS CLI said last.
said() { printf '%s' "$answer" | tail -n 1; }
`;

const IDENTITY = `if ! command -v "\${AWS%% *}" >/dev/null; then
  bad "the AWS CLI" "Install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
  exit 1
fi
if ! answer=$($AWS sts get-caller-identity --query Arn --output text 2>&1); then
  bad "your credentials" "$(said)"
  exit 1
fi
case $answer in
  *":$account:assumed-role/$role/"*) good "you are $role of account $account" ;;
  *) bad "you are $answer" "Only the role $role of account $account gets in: run this as that role." ;;
esac
`;

const ASSUME = `if answer=$($AWS sts assume-role --role-arn "$assumed" --role-session-name check --external-id "$external_id" \\
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text 2>&1); then
  good "assume $assumed with the ExternalId"
  # shellcheck disable=SC2086
  set -- $answer
  export AWS_ACCESS_KEY_ID="$1" AWS_SECRET_ACCESS_KEY="$2" AWS_SESSION_TOKEN="$3"
  unset AWS_PROFILE answer
else
  bad "assume $assumed with the ExternalId" "$(said)"
  echo "        Your role's policy must allow sts:AssumeRole on it (role.cfn.yaml, role.tf). If it does, ask $owner."
  exit 1
fi
`;

const READ = `if answer=$($AWS s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --max-items 1 2>&1); then
  good "list $prefix of $bucket"
else
  bad "list $prefix of $bucket" "$(said)"
fi
# The folder's own marker, an empty object, is encrypted as every file is.
if answer=$($AWS s3api get-object --bucket "$bucket" --key "$prefix" /dev/null 2>&1); then
  good "read from $prefix"
else
  bad "read from $prefix" "$(said)"
fi
`;

const WRITE = `# A body that does not match its digest: let in, then dropped by S3. Nothing is left of it.
answer=$($AWS s3api put-object --bucket "$bucket" --key "\${prefix}check" --content-md5 AAAAAAAAAAAAAAAAAAAAAA== 2>&1)
case $answer in
  *BadDigest*) good "write to $prefix" ;;
  *) bad "write to $prefix" "$(said)" ;;
esac
`;

const CLOSED = `if answer=$($AWS s3api list-objects-v2 --bucket "$bucket" --max-items 1 2>&1); then
  bad "everything else is closed" "The whole bucket can be listed. Please tell $owner at once."
else
  case $answer in
    *AccessDenied*) good "everything else is closed" ;;
    *) bad "everything else is closed" "$(said)" ;;
  esac
fi
`;

const TAIL = `if [ "$failed" = 0 ]; then
  echo "Your side is ready."
else
  echo "Your side is not ready. Who can help: $owner"
fi
exit "$failed"
`;
