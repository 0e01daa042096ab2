import type { JsonObject } from "../../../src/core/json.ts";
import { accountOf } from "../caller.ts";
import type { Operation, OperationContext, WireRequest } from "../service.ts";
import { uuid } from "../services/shared/uuid.ts";
import type { TrailEvent, World } from "../world.ts";
import { asFault } from "./errors.ts";
import { type InputCodes, parseInput } from "./input.ts";

/** One call of an operation: what the protocol has made of the request. */
export interface OperationCall {
  readonly signingName: string;
  readonly name: string;
  readonly operation: Operation;
  /** The input before it is checked. */
  readonly raw: unknown;
  /** The protocol's codes for an input that fails the check. */
  readonly codes: InputCodes;
}

/**
 * Checks the input, runs the operation and records the call, refused or not, in the trail of each account that it concerns.
 * The parameters of an input that failed the check are not recorded: what they hold is not known to be free of secrets.
 * @throws AwsFault for an input that fails the check; whatever the operation throws
 */
export async function runOperation(
  call: OperationCall,
  request: WireRequest,
  world: World,
): Promise<object | undefined> {
  const resources: { type: string; name: string }[] = [];
  const context: OperationContext = {
    world,
    caller: request.caller,
    account: accountOf(request.caller),
    requestId: request.requestId,
    receivedAt: request.receivedAt,
    touch: (type, name) => resources.push({ type, name }),
  };
  let input: JsonObject | undefined;
  let failure: ReturnType<typeof asFault> | undefined;
  try {
    input = parseInput(call.operation.input, call.raw, call.codes, call.operation.sensitive);
    return await call.operation.handle(input, context);
  } catch (thrown) {
    failure = asFault(thrown);
    throw thrown;
  } finally {
    const error = failure === undefined ? {} : { errorCode: failure.code, errorMessage: failure.message };
    const event = { ...trailEvent(call, request, world, input), ...error, resources };
    for (const account of concernedAccounts(context.account, resources)) {
      world.record({ ...event, account, eventId: uuid(world.random) });
    }
  }
}

function trailEvent(
  call: OperationCall,
  request: WireRequest,
  world: World,
  input: JsonObject | undefined,
): TrailEvent {
  const { caller } = request;
  return {
    eventId: "",
    eventTime: world.clock.now(),
    eventSource: `${call.signingName}.amazonaws.com`,
    eventName: call.name,
    account: "",
    readOnly: call.operation.readOnly,
    sourceIp: String(caller.context["aws:SourceIp"] ?? "127.0.0.1"),
    userAgent: String(request.headers["user-agent"] ?? ""),
    requestId: request.requestId,
    caller: caller.principal,
    ...(caller.accessKeyId === undefined ? {} : { accessKeyId: caller.accessKeyId }),
    ...(caller.invokedBy === undefined ? {} : { invokedBy: caller.invokedBy }),
    ...(input === undefined ? {} : { request: withoutSecrets(input, call.operation.sensitive ?? []) }),
    resources: [],
    data: false,
  };
}

/** The caller's account, and the owner's where a resource belongs to another: CloudTrail tells both. */
function concernedAccounts(own: string, resources: readonly { name: string }[]): Set<string> {
  const owners = resources.flatMap(({ name }) => /^arn:aws:[^:]*:[^:]*:(\d{12}):/.exec(name)?.[1] ?? []);
  return new Set([own, ...owners]);
}

function withoutSecrets(input: JsonObject, sensitive: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !sensitive.includes(name)));
}
