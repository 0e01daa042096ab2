import { z } from "zod";
import type { Context } from "../../../src/policy/types.ts";
import { principalArn } from "../caller.ts";
import { AwsFault } from "../fault.ts";
import { queryService } from "../protocols/query.ts";
import { defineOperation, type OperationContext, type Service } from "../service.ts";
import type { SessionRecord } from "../tables.ts";
import type { Caller } from "../world.ts";
import { readDocument } from "./iam/documents.ts";
import { arn, list, whole } from "./iam/shapes.ts";
import { parseRoleArn, policyAccount } from "./shared/arn.ts";
import { addTags, requestTagContext } from "./shared/tags.ts";

/** Operations of STS that the local AWS does not have. */
const LEFT_OUT = [
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "AssumeRoot",
  "DecodeAuthorizationMessage",
  "GetDelegatedAccessToken",
  "GetFederationToken",
  "GetSessionToken",
  "GetWebIdentityToken",
];

/** Longest session policy, in characters. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_SESSION_POLICY = 2048;
const sessionName = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[\w+=,.@-]*$/);

const assumeRole = defineOperation({
  input: z.strictObject({
    RoleArn: arn,
    RoleSessionName: sessionName,
    DurationSeconds: whole(900, 43_200).default(3600),
    ExternalId: z
      .string()
      .min(2)
      .max(1224)
      .regex(/^[\w+=,.@:/-]*$/)
      .optional(),
    Policy: z
      .string()
      .min(1)
      .max(MAX_SESSION_POLICY)
      .regex(/^[\t\n\r\x20-\xff]+$/)
      .optional(),
    PolicyArns: list(z.strictObject({ arn }), 10).optional(),
    SourceIdentity: sessionName.optional(),
    Tags: list(
      z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }),
      50,
    ).optional(),
    TransitiveTagKeys: list(z.string().min(1).max(128), 50).optional(),
  }),
  readOnly: true,
  handle(input, context) {
    context.touch("AWS::IAM::Role", input.RoleArn);
    const sessionPolicies = policiesOf(context, input.RoleArn, input.Policy, input.PolicyArns);
    const session = context.world.assumeRole({
      caller: context.caller,
      roleArn: input.RoleArn,
      sessionName: input.RoleSessionName,
      durationSeconds: input.DurationSeconds,
      observer: "sts",
      ...(input.ExternalId === undefined ? {} : { externalId: input.ExternalId }),
      ...(input.SourceIdentity === undefined ? {} : { sourceIdentity: input.SourceIdentity }),
      ...(sessionPolicies.length === 0 ? {} : { sessionPolicies }),
      context: tagContext(input.Tags ?? [], input.TransitiveTagKeys ?? []),
    });
    context.touch("AWS::STS::AssumedRole", `${session.roleId}:${session.sessionName}`);
    return answer(session, input.SourceIdentity);
  },
});

const getCallerIdentity = defineOperation({
  input: z.strictObject({}),
  readOnly: true,
  handle(_input, context) {
    checkAlive(context);
    return {
      Arn: principalArn(context.caller.principal),
      UserId: userId(context.caller),
      Account: context.account,
    };
  },
});

const getAccessKeyInfo = defineOperation({
  input: z.strictObject({ AccessKeyId: z.string().min(16).max(128).regex(/^\w*$/) }),
  readOnly: true,
  handle(input, context) {
    context.world.authorize({
      caller: context.caller,
      action: "sts:GetAccessKeyInfo",
      resource: "*",
      resourceAccount: context.account,
    });
    const { world } = context;
    const key =
      world.table("sts.sessions").get(input.AccessKeyId) ??
      world.table("iam.accessKeys").get(input.AccessKeyId);
    if (key === undefined) throw new AwsFault("ValidationError", 400, "The AccessKeyId is not known.");
    return { Account: key.account };
  },
});

/** STS of the local AWS. */
export function stsService(): Service {
  return queryService({
    signingName: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: {
      AssumeRole: assumeRole,
      GetCallerIdentity: getCallerIdentity,
      GetAccessKeyInfo: getAccessKeyInfo,
    },
    leftOut: LEFT_OUT,
  });
}

function policiesOf(
  context: OperationContext,
  roleArn: string,
  text: string | undefined,
  arns: readonly { arn: string }[] = [],
) {
  const inline = text === undefined ? [] : [readDocument(text, "session")];
  const managed = arns.map(({ arn: policyArn }) => {
    const account = policyAccount(policyArn);
    if (account !== "aws" && (account === undefined || account !== parseRoleArn(roleArn)?.account))
      throw new AwsFault("ValidationError", 400, `${policyArn} is not a policy of the role's account`);
    const record = context.world.table("iam.policies").seen(policyArn, "sts");
    const document = record?.versions[record.defaultVersion]?.document;
    if (document === undefined)
      throw new AwsFault("ValidationError", 400, `Policy ${policyArn} does not exist.`);
    return document;
  });
  return [...inline, ...managed];
}

/** Condition keys of the session's tags. @throws AwsFault ValidationError */
function tagContext(tags: readonly { Key: string; Value: string }[], transitive: readonly string[]): Context {
  const fail = (message: string) => new AwsFault("ValidationError", 400, message);
  const pairs = tags.map((tag) => [tag.Key, tag.Value] as const);
  const checked = addTags({}, pairs, (problem) => fail(problem.message));
  if (transitive.some((key) => checked[key] === undefined)) throw fail("A transitive tag key has no tag.");
  const passed = transitive.length === 0 ? {} : { "sts:TransitiveTagKeys": transitive };
  return { ...requestTagContext(checked), ...passed };
}

function answer(session: SessionRecord, sourceIdentity: string | undefined): object {
  const name = session.roleArn.slice(session.roleArn.lastIndexOf("/") + 1);
  const policyLength = JSON.stringify(session.sessionPolicies ?? []).length;
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: { $date: session.expiresAt },
    },
    AssumedRoleUser: {
      AssumedRoleId: `${session.roleId}:${session.sessionName}`,
      Arn: `arn:aws:sts::${session.account}:assumed-role/${name}/${session.sessionName}`,
    },
    ...(session.sessionPolicies === undefined
      ? {}
      : { PackedPolicySize: Math.ceil((policyLength / MAX_SESSION_POLICY) * 100) }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** GetCallerIdentity needs no permission, but the identity must still exist. */
function checkAlive(context: OperationContext): void {
  const { session } = context.caller;
  if (session === undefined) return;
  const name = session.roleArn.slice(session.roleArn.lastIndexOf("/") + 1);
  const role = context.world.table("iam.roles").seen(`${session.account}/${name}`, "sts");
  if (role?.id !== session.roleId) {
    throw new AwsFault("InvalidClientTokenId", 403, "The security token included in the request is invalid.");
  }
}

function userId({ principal }: Caller): string {
  if (principal.type === "session") return `${principal.roleId}:${principal.sessionName}`;
  return principal.type === "user" ? principal.userId : "";
}
