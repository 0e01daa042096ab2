import type { Principal } from "../../../src/policy/types.ts";
import { principalArn } from "../caller.ts";
import { REGION, type TrailEvent } from "../world.ts";

/** The user name under which CloudTrail finds an event: a session's name, or a user's. */
export function userNameOf(principal: Principal): string {
  if (principal.type === "session") return principal.sessionName;
  return principal.type === "user" ? lastPart(principal.arn) : principalArn(principal);
}

/**
 * One event as a CloudTrail record.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function cloudTrailEvent(event: TrailEvent): object {
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(event),
    eventTime: `${new Date(event.eventTime).toISOString().slice(0, 19)}Z`,
    eventSource: event.eventSource,
    eventName: event.eventName,
    awsRegion: REGION,
    sourceIPAddress: event.invokedBy ?? event.sourceIp,
    userAgent: event.invokedBy ?? event.userAgent,
    ...(event.errorCode === undefined ? {} : { errorCode: event.errorCode }),
    ...(event.errorMessage === undefined ? {} : { errorMessage: event.errorMessage }),
    requestParameters: event.request === undefined ? null : camelCased(event.request),
    responseElements: null,
    requestID: event.requestId,
    eventID: event.eventId,
    readOnly: event.readOnly,
    resources: event.resources
      .filter(({ name }) => name.startsWith("arn:"))
      .map(({ type, name }) => ({ type, ARN: name })),
    eventType: "AwsApiCall",
    managementEvent: !event.data,
    recipientAccountId: event.account,
    eventCategory: event.data ? "Data" : "Management",
  };
}

function userIdentity(event: TrailEvent): object {
  const { caller, accessKeyId, invokedBy } = event;
  const common = {
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
  switch (caller.type) {
    case "session":
      return {
        type: "AssumedRole",
        principalId: `${caller.roleId}:${caller.sessionName}`,
        arn: principalArn(caller),
        accountId: caller.account,
        ...common,
        sessionContext: {
          sessionIssuer: {
            type: "Role",
            principalId: caller.roleId,
            arn: caller.roleArn,
            accountId: caller.account,
            userName: lastPart(caller.roleArn),
          },
          attributes: { mfaAuthenticated: "false" },
        },
      };
    case "user":
      return {
        type: "IAMUser",
        principalId: caller.userId,
        arn: caller.arn,
        accountId: caller.account,
        ...common,
        userName: lastPart(caller.arn),
      };
    case "service":
      return { type: "AWSService", invokedBy: caller.service };
    default:
      return {
        type: caller.type === "root" ? "Root" : "AWSAccount",
        principalId: principalArn(caller),
        ...common,
      };
  }
}

/** Members whose keys are the caller's own words. */
const FREE_KEYS = /^EncryptionContext/;

/** CloudTrail writes the members of every service with a small first letter: `roleName`, `tags[].key`. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      FREE_KEYS.test(name) ? member : camelCased(member),
    ]),
  );
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
