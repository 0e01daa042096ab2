import { Readable } from "node:stream";
import type { Aws, Credentials } from "../../src/aws/aws.ts";
import { meaningOf } from "../../src/aws/classify.ts";
import { AwsFailure } from "../../src/aws/failure.ts";
import type { ServiceId } from "../../src/core/call.ts";
import type { JsonObject } from "../../src/core/json.ts";

/** One call that reached the fake, and in whose name. */
export interface Reached {
  readonly as: string;
  readonly service: ServiceId;
  readonly operation: string;
  readonly input: JsonObject;
}

/** What the fake answers: an output, or an error code (with its status). */
export type Answering = (call: Reached) => object | readonly [code: string, status: number];

/**
 * The Aws port over a function. AssumeRole is answered with credentials named after the role and a running number,
 * unless the function answers an error.
 */
export function fakeAws(answering: Answering): { readonly aws: Aws; readonly calls: Reached[] } {
  const calls: Reached[] = [];
  let sessions = 0;

  function as(name: string): Aws {
    const sendCall: Aws["sendCall"] = async (service, operation, input) => {
      const call = { as: name, service, operation, input };
      calls.push(call);
      const answer = answering(call);
      if (Array.isArray(answer)) {
        const [code, status] = answer as [string, number];
        throw new AwsFailure(
          service,
          operation,
          code,
          `${code} for ${name}`,
          status,
          "req-1",
          meaningOf(code, status),
        );
      }
      if (operation !== "AssumeRole") return { output: answer, requestId: "req-1" };
      sessions += 1;
      const session = `${String(input.RoleArn).split("/").at(-1)}#${sessions}`;
      const output = { Credentials: { AccessKeyId: session, SecretAccessKey: "x", SessionToken: "x" } };
      return { output, requestId: "req-1" };
    };
    return {
      region: "eu-central-1",
      send: sendCall as Aws["send"],
      sendCall,
      presign: async (operation, input) => () => sendCall("s3", operation, input),
      as: (credentials: Credentials) => as(credentials.accessKeyId),
      at: (endpoint) => as(`${name} at ${endpoint}`),
      aheadMs: () => 0,
      close: () => undefined,
    };
  }
  return { aws: as("operator"), calls };
}

/** An object's body that tells whether it was thrown away. */
export function body(): Readable {
  return Readable.from(["content"]);
}
