import { parse } from "yaml";

/** What a configuration is written from; what is absent stands there as a comment, or as its default. */
export interface ConfigChoices {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  /** Key ARN. */
  readonly kmsKey: string;
  /** Absent: none. */
  readonly transferServer?: string;
  /** `HOST:PORT`. */
  readonly sftpEndpoint?: string;
  readonly plainHttpEndpoint?: string;
  /** ARN of the sandbox account's stand-in. */
  readonly sandboxRole?: string;
  readonly permissionsBoundary?: string;
  readonly secretReaders?: readonly string[];
  /** Key or alias. */
  readonly signWith?: string;
}

/** The text of a `vendor.config.yaml` in which every line says what it is for. */
export function configText(choices: ConfigChoices): string {
  const { account, region, bucket, kmsKey, signWith } = choices;
  return `# yaml-language-server: $schema=node_modules/vendor-cli/runbooks/schema/config.schema.json
# vendor.config.yaml: the AWS account that partners get their slice of.

account: ${`"${account}"`.padEnd(25)} # 12 digits, in quotes
region: ${region}
bucket: ${scalar(bucket).padEnd(26)} # one bucket, one prefix per partner: versioned, public access blocked
kmsKey: ${kmsKey}
${server(choices)}
${endpoints(choices)}
# The stand-in role of a sandbox account. Every partner is rehearsed from it before anything goes live.
${sandbox(choices)}
${limits(choices)}
# naming: { role: "vendor-\${partner}", user: "\${partner}", secret: "vendor/\${partner}/\${purpose}", prefix: "\${partner}/" }

store: .vendor                     # journals, locks, partner state
${signWith === undefined ? UNSIGNED : `audit: { store: .vendor/audit, signWith: ${scalar(signWith)} }   # the hash-chained audit log, its heads signed by KMS`}
gates: { consecutive: 5, over: 10s, deadline: 10m }

# hooks:                           # who is told of what happens; a hook that fails never breaks a run
#   - { on: [result, rollback.started], run: [./notify.sh], timeout: 10s }
#   - { on: [result], url: "env:VENDOR_HOOK_URL" }
`;
}

const UNSIGNED =
  "audit: { store: .vendor/audit }    # the hash-chained audit log; signWith: alias/vendor-audit has KMS sign it";

function server({ transferServer }: ConfigChoices): string {
  return transferServer === undefined
    ? "# transferServer: s-01234567890abcdef   # only for runbooks by which partners log in over SFTP here"
    : `transferServer: ${transferServer}`;
}

function endpoints({ sftpEndpoint, plainHttpEndpoint }: ConfigChoices): string {
  const sftp =
    sftpEndpoint === undefined
      ? "# sftpEndpoint: sftp.example.com:22   # where partners connect; default: the server's own endpoint"
      : `sftpEndpoint: ${scalar(sftpEndpoint)}   # where partners connect`;
  return plainHttpEndpoint === undefined ? `${sftp}\n` : `${sftp}\nplainHttpEndpoint: ${plainHttpEndpoint}\n`;
}

function sandbox({ sandboxRole }: ConfigChoices): string {
  return sandboxRole === undefined
    ? '# sandboxAccount: { roleArn: "arn:aws:iam::210987654321:role/vendor-sandbox-partner" }\n'
    : `sandboxAccount: { roleArn: ${JSON.stringify(sandboxRole)} }\n`;
}

function limits({ permissionsBoundary: boundary, secretReaders = [] }: ConfigChoices): string {
  const bound =
    boundary === undefined
      ? "# permissionsBoundary: arn:aws:iam::123456789012:policy/vendor-boundary"
      : `permissionsBoundary: ${boundary}   # attached to every role that vendor makes`;
  const readers =
    secretReaders.length === 0
      ? '# secretReaders: ["arn:aws:iam::123456789012:role/partner-desk"]   # who may hand a secret over'
      : `secretReaders: ${JSON.stringify(secretReaders)}   # who may hand a secret over`;
  return `${bound}\n${readers}\n`;
}

/** A text as YAML reads it back: in quotes where it would be taken for a number, a date or a word of YAML's. */
function scalar(text: string): string {
  return parse(text) === text ? text : JSON.stringify(text);
}

/** What `vendor init --template` writes: to be filled in. */
export const CONFIG_TEMPLATE = configText({
  account: "123456789012",
  region: "eu-central-1",
  bucket: "partner-files",
  kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
  transferServer: "s-01234567890abcdef",
  sandboxRole: "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
});
