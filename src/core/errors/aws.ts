import { entry } from "./entry.ts";

/** What AWS answered, in the order from never asked to asked and refused. */
export const AWS_ERRORS = {
  credentialsMissing: entry<{ reason: string }>({
    exit: 3,
    stops: true,
    message: (p) => `There are no AWS credentials to work with: ${p.reason}`,
    hint: () => "Name a profile with --profile, set AWS_PROFILE, or try the local AWS with --local.",
  }),
  credentialsExpired: entry<{ login: string }>({
    exit: 3,
    stops: true,
    message: () => "The AWS credentials have expired.",
    hint: (p) => `Sign in again: ${p.login}.`,
  }),
  credentialsFixed: entry<{ variables: string }>({
    exit: 3,
    stops: true,
    message: (p) =>
      `The AWS credentials of ${p.variables} have expired; a program that runs can't be given others.`,
    hint: (p) => `Set ${p.variables} anew.`,
  }),
  credentialsOfAnother: entry<{ expected: string; actual: string }>({
    exit: 3,
    stops: true,
    message: (p) => `The new AWS credentials are those of ${p.actual}; this command works as ${p.expected}.`,
    hint: (p) => `Sign in as ${p.expected} again.`,
  }),
  credentialsRefused: entry<{ operation: string; code: string; message: string }>({
    exit: 3,
    stops: true,
    message: (p) => `AWS does not accept the credentials (${p.operation}: ${p.code}: ${p.message}).`,
    hint: () =>
      "Check which credentials are in use with `aws sts get-caller-identity`, or name a profile with --profile.",
  }),
  clockSkewed: entry<{ operation: string }>({
    exit: 3,
    stops: true,
    message: (p) => `AWS refused ${p.operation} because this machine's clock is wrong.`,
    hint: () => "Set the clock: AWS allows five minutes of difference.",
  }),
  profileUnknown: entry<{ profile: string }>({
    exit: 3,
    message: (p) => `There is no usable AWS profile "${p.profile}".`,
    hint: () => "List the profiles with `aws configure list-profiles`.",
  }),
  accessDenied: entry<{ action: string; message: string }>({
    exit: 3,
    message: (p) => `The operator may not ${p.action}: ${p.message}`,
    hint: (p) =>
      `Allow ${p.action}. Everything that whoever runs vendor needs is printed by \`vendor policy operator\`; what is missing of it, by \`vendor doctor\`.`,
  }),
  principalUnknown: entry<{ principal: string; operation: string; code: string }>({
    exit: 3,
    message: (p) => `AWS knows no such principal: ${p.principal} (${p.operation}: ${p.code}).`,
    hint: () =>
      "Have the partner create that role first, or correct the account and the role's name; then repeat the command.",
  }),
  endpointUnreachable: entry<{ service: string; code: string; message: string }>({
    exit: 3,
    stops: true,
    message: (p) =>
      `The endpoint of ${p.service} can't be reached or does not work now (${p.code}: ${p.message}).`,
    hint: () => "Check the network, the region, AWS_ENDPOINT_URL and https://health.aws.amazon.com.",
  }),
  throttledOut: entry<{ operation: string; code: string }>({
    exit: 3,
    stops: true,
    message: (p) => `AWS still throttles ${p.operation} after every retry (${p.code}).`,
    hint: () => "Something else uses up the account's request rate: find it, or wait a minute.",
  }),
  quotaReached: entry<{
    quota: string;
    remedy: string;
    resource: string;
    operation: string;
    code: string;
    message: string;
  }>({
    exit: 3,
    message: (p) =>
      `A quota is used up: ${p.quota}. ${p.resource} needs more of it (${p.operation}: ${p.code}: ${p.message}).`,
    hint: (p) => `${p.remedy} Then repeat the command.`,
  }),
  operationUnknown: entry<{ service: string; operation: string }>({
    exit: 1,
    message: (p) => `${p.service} ${p.operation} is not an operation that vendor calls.`,
    hint: () => "A runbook or plan names it: correct it there, or report this with --debug.",
  }),
  kindUnknown: entry<{ kind: string; known: string }>({
    exit: 3,
    message: (p) => `There is no kind of resource "${p.kind}".`,
    hint: (p) => `This version of vendor knows: ${p.known}. The plan may come from another version.`,
  }),
  placeholderUnbound: entry<{ placeholder: string }>({
    exit: 1,
    message: (p) => `${p.placeholder} has no value at this point of the run.`,
    hint: () => "The runbook refers to an output that no earlier step gives: check its `needs` and spelling.",
  }),
  roleAttachedByOthers: entry<{ role: string; count: number; first: string }>({
    exit: 3,
    message: (p) =>
      `Somebody attached ${p.count} policy or instance profile to role ${p.role}, first: ${p.first}`,
    hint: (p) =>
      `Detach it (\`aws iam detach-role-policy --role-name ${p.role} --policy-arn …\`), then repeat the command.`,
  }),
  roleElsewhere: entry<{ role: string; found: string; wanted: string }>({
    exit: 3,
    message: (p) =>
      `Role ${p.role} exists under path ${p.found}, the runbook wants ${p.wanted}; a role's path can't be changed.`,
    hint: () => "Offboard the partner and onboard it again, or keep the old path in the runbook.",
  }),
  bucketPolicyFull: entry<{ bucket: string; bytes: number; limit: number; fits: number }>({
    exit: 3,
    message: (p) => `The policy of bucket ${p.bucket} would take ${p.bytes} bytes; AWS allows ${p.limit}.`,
    hint: (p) =>
      `It has room for about ${p.fits} partners of this size: offboard one, or use another bucket for this partner.`,
  }),
  bucketPolicyDead: entry<{ bucket: string; statements: string; partner: string }>({
    exit: 3,
    message: (p) =>
      `AWS refuses to change the policy of bucket ${p.bucket}, because it names principals that no longer exist: ${p.statements}. These statements are not ${p.partner}'s, so they were left alone.`,
    hint: (p) =>
      `Have whoever owns each statement remove it, or name a principal that exists (aws s3api get-bucket-policy --bucket ${p.bucket}); then repeat the command.`,
  }),
  bucketPolicyForeign: entry<{ bucket: string; sid: string }>({
    exit: 3,
    message: (p) =>
      `Statement ${p.sid} of bucket ${p.bucket}'s policy has our name but speaks of something else.`,
    hint: () =>
      "Somebody wrote or changed it by hand: rename or remove that statement, then repeat the command.",
  }),
  bucketPolicyContested: entry<{ bucket: string; attempts: number }>({
    exit: 1,
    message: (p) =>
      `The policy of bucket ${p.bucket} was overwritten by somebody else ${p.attempts} times while it was merged.`,
    hint: () =>
      "Find who writes it (CloudTrail: PutBucketPolicy), stop that, then go on with `vendor resume`.",
  }),
  operatorPolicyTooLong: entry<{ characters: number; limit: number }>({
    exit: 1,
    message: (p) =>
      `The operator's policy takes ${p.characters} characters; an inline policy may have ${p.limit}.`,
    hint: () => "Attach it as several managed policies, or leave out kinds that are not used.",
  }),
  deleteIncomplete: entry<{ bucket: string; prefix: string; failed: number; first: string }>({
    exit: 1,
    message: (p) =>
      `${p.failed} object(s) under ${p.bucket}/${p.prefix} could not be deleted, first: ${p.first}`,
    hint: () => "Check object locks and the operator's policy, then go on with `vendor resume`.",
  }),
  awsFailed: entry<{ operation: string; code: string; message: string }>({
    exit: 1,
    message: (p) => `${p.operation} failed: ${p.code}: ${p.message}`,
    hint: () => "Look the code up in AWS's documentation, or ask AWS support with the request id.",
  }),
} as const;
