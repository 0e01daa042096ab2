import { accountOf } from "../../caller.ts";
import { AwsFault } from "../../fault.ts";
import type { TrailEvent } from "../../world.ts";
import { uuid } from "../shared/uuid.ts";
import { type Scope, s3Arn } from "./scope.ts";

/** What CloudTrail is told of a call. */
interface TracedCall {
  /** CloudTrail's name: `ListObjects` for both versions of it. */
  readonly name: string;
  readonly readOnly: boolean;
  /** Object-level calls are data events. */
  readonly data: boolean;
  readonly bucket?: string;
  readonly keys?: readonly string[];
  readonly request: Readonly<Record<string, string>>;
}

/**
 * Runs a call and records it in the trail, refused or not, in the bucket owner's account and in the caller's.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
export function traced<T>(scope: Scope, call: TracedCall, run: () => T): T {
  let result: T;
  try {
    result = run();
  } catch (error) {
    record(scope, call, error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    record(scope, call);
    return result;
  }
  return result.then(
    (value: unknown) => {
      record(scope, call);
      return value;
    },
    (error: unknown) => {
      record(scope, call, error);
      throw error;
    },
  ) as T;
}

function record(scope: Scope, call: TracedCall, error?: unknown): void {
  const owner =
    call.bucket === undefined ? undefined : scope.world.table("s3.buckets").get(call.bucket)?.account;
  const accounts = new Set([owner ?? "", accountOf(scope.caller)]);
  accounts.delete("");
  for (const account of accounts) scope.world.record(event(scope, call, account, error));
}

function event(scope: Scope, call: TracedCall, account: string, error: unknown): TrailEvent {
  const { caller, world } = scope;
  const bucket = call.bucket === undefined ? [] : [{ type: "AWS::S3::Bucket", name: s3Arn(call.bucket) }];
  const objects = (call.keys ?? []).map((key) => ({
    type: "AWS::S3::Object",
    name: s3Arn(call.bucket ?? "", key),
  }));
  return {
    eventId: uuid(world.random),
    eventTime: world.clock.now(),
    eventSource: "s3.amazonaws.com",
    eventName: call.name,
    account,
    readOnly: call.readOnly,
    sourceIp: text(caller.context["aws:SourceIp"]),
    userAgent: text(caller.context["aws:UserAgent"]),
    requestId: scope.requestId,
    caller: caller.principal,
    ...(caller.accessKeyId === undefined ? {} : { accessKeyId: caller.accessKeyId }),
    ...(caller.invokedBy === undefined ? {} : { invokedBy: caller.invokedBy }),
    ...failure(error),
    request: call.request,
    resources: [...objects, ...bucket],
    data: call.data,
  };
}

function failure(error: unknown): { errorCode?: string; errorMessage?: string } {
  if (error === undefined) return {};
  if (error instanceof AwsFault) return { errorCode: error.code, errorMessage: error.message };
  return { errorCode: "InternalError", errorMessage: "We encountered an internal error. Please try again." };
}

function text(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : "";
}
