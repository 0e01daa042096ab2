import { z } from "zod";
import { AwsFault } from "../fault.ts";
import { jsonService } from "../protocols/json.ts";
import { defineOperation, type Service } from "../service.ts";
import type { TrailEvent } from "../world.ts";
import { cloudTrailEvent, userNameOf } from "./cloudtrail-event.ts";
import { pageOf } from "./shared/paging.ts";

/** The operations of CloudTrail that come to mind next, and that the local AWS does not have. */
const LEFT_OUT = [
  "CreateTrail",
  "DeleteTrail",
  "GetEventSelectors",
  "GetTrail",
  "GetTrailStatus",
  "ListTrails",
  "PutEventSelectors",
  "StartLogging",
  "StopLogging",
  "UpdateTrail",
];

const ATTRIBUTES = [
  "EventId",
  "EventName",
  "ReadOnly",
  "Username",
  "ResourceType",
  "ResourceName",
  "EventSource",
  "AccessKeyId",
] as const;

/** Events are kept for 90 days. Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const KEPT_MS = 90 * 24 * 3600 * 1000;

const lookupEvents = defineOperation({
  input: z.strictObject({
    LookupAttributes: z
      .array(
        z.strictObject({ AttributeKey: z.enum(ATTRIBUTES), AttributeValue: z.string().min(1).max(2000) }),
      )
      .max(1)
      .default([]),
    StartTime: z.number().optional(),
    EndTime: z.number().optional(),
    EventCategory: z.enum(["insight"]).optional(),
    MaxResults: z.number().int().min(1).max(50).default(50),
    NextToken: z.string().optional(),
  }),
  readOnly: true,
  handle(input, context) {
    const { world, account, caller } = context;
    world.authorize({ caller, action: "cloudtrail:LookupEvents", resource: "*", resourceAccount: account });
    const now = world.clock.now();
    const from = Math.max(now - KEPT_MS, (input.StartTime ?? 0) * 1000);
    const to = input.EndTime === undefined ? now : input.EndTime * 1000;
    if (from > to)
      throw new AwsFault("InvalidTimeRangeException", 400, "The start time is after the end time.");
    const [attribute] = input.LookupAttributes;
    const found = world
      .events()
      .filter(
        (event) =>
          !event.data && event.account === account && event.eventTime >= from && event.eventTime <= to,
      )
      .filter(
        (event) =>
          attribute === undefined || matches(event, attribute.AttributeKey, attribute.AttributeValue),
      )
      .map((event) => [event.eventId, event] as const)
      .reverse();
    const invalid = () => new AwsFault("InvalidNextTokenException", 400, "The NextToken is not valid.");
    const page = pageOf(
      input.EventCategory === "insight" ? [] : found,
      input.MaxResults,
      input.NextToken,
      invalid,
    );
    return {
      Events: page.items.map(eventShape),
      ...(page.next === undefined ? {} : { NextToken: page.next }),
    };
  },
});

const describeTrails = defineOperation({
  input: z.strictObject({
    trailNameList: z.array(z.string()).optional(),
    includeShadowTrails: z.boolean().optional(),
  }),
  readOnly: true,
  handle(_input, { world, account, caller }) {
    world.authorize({ caller, action: "cloudtrail:DescribeTrails", resource: "*", resourceAccount: account });
    return { trailList: [] };
  },
});

/** CloudTrail of the local AWS: the event history of management events. */
export function cloudTrailService(): Service {
  return jsonService({
    signingName: "cloudtrail",
    targetPrefix: "CloudTrail_20131101",
    jsonVersion: "1.1",
    operations: { LookupEvents: lookupEvents, DescribeTrails: describeTrails },
    leftOut: LEFT_OUT,
  });
}

function matches(event: TrailEvent, key: (typeof ATTRIBUTES)[number], value: string): boolean {
  switch (key) {
    case "EventId":
      return event.eventId === value;
    case "EventName":
      return event.eventName === value;
    case "ReadOnly":
      return String(event.readOnly) === value;
    case "Username":
      return userNameOf(event.caller) === value;
    case "ResourceType":
      return event.resources.some((resource) => resource.type === value);
    case "ResourceName":
      return event.resources.some((resource) => resource.name === value);
    case "EventSource":
      return event.eventSource === value;
    case "AccessKeyId":
      return event.accessKeyId === value;
  }
}

function eventShape(event: TrailEvent): object {
  return {
    EventId: event.eventId,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    ...(event.accessKeyId === undefined ? {} : { AccessKeyId: event.accessKeyId }),
    EventTime: { $date: event.eventTime },
    EventSource: event.eventSource,
    Username: userNameOf(event.caller),
    Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(cloudTrailEvent(event)),
  };
}
