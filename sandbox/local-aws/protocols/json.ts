import { isJsonObject, type JsonObject } from "../../../src/core/json.ts";
import { AwsFault } from "../fault.ts";
import type { Operation, Service, WireRequest } from "../service.ts";
import type { World } from "../world.ts";
import { readBody } from "./body.ts";
import { asFault, jsonErrorAnswer } from "./errors.ts";
import { runOperation } from "./run.ts";

/** A service that speaks AWS JSON. */
export interface JsonServiceDefinition {
  readonly signingName: string;
  /** Before the dot in `x-amz-target`, e.g. `TrentService`. */
  readonly targetPrefix: string;
  readonly jsonVersion: "1.0" | "1.1";
  /** By the operation's name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Names of operations that AWS has and this service has not. */
  readonly leftOut?: readonly string[];
}

const CODES = { constraint: "ValidationException", type: "SerializationException" };

/** A service in AWS JSON. Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonService(definition: JsonServiceDefinition): Service {
  return {
    signingName: definition.signingName,
    protocol: "json",
    operations: Object.keys(definition.operations),
    async handle(request, world) {
      try {
        const result = await answer(definition, request, world);
        return {
          status: 200,
          headers: { "content-type": `application/x-amz-json-${definition.jsonVersion}` },
          body: result === undefined ? "" : JSON.stringify(result, withEpochSeconds),
        };
      } catch (thrown) {
        if (!(thrown instanceof AwsFault)) throw thrown;
        return jsonErrorAnswer(asFault(thrown), definition.jsonVersion);
      }
    },
  };
}

async function answer(
  definition: JsonServiceDefinition,
  request: WireRequest,
  world: World,
): Promise<object | undefined> {
  const name = operationName(definition, String(request.headers["x-amz-target"] ?? ""));
  const operation = definition.operations[name];
  if (operation === undefined) throw notThere(definition, name);
  const raw = parseBody((await readBody(request.body)).toString("utf8"));
  const { signingName } = definition;
  return runOperation({ signingName, name, operation, raw, codes: CODES }, request, world);
}

/** boto sends CloudTrail's target with a Java package before the prefix, the JavaScript SDK without. */
function operationName(definition: JsonServiceDefinition, target: string): string {
  const dot = target.lastIndexOf(".");
  const prefix = target.slice(0, dot);
  if (dot < 0 || (prefix !== definition.targetPrefix && !prefix.endsWith(`.${definition.targetPrefix}`))) {
    throw new AwsFault("UnknownOperationException", 400, `Unknown target '${target}'.`);
  }
  return target.slice(dot + 1);
}

function notThere(definition: JsonServiceDefinition, name: string): AwsFault {
  return definition.leftOut?.includes(name)
    ? new AwsFault("UnsupportedOperationException", 501, `${name} is not part of the local AWS.`)
    : new AwsFault("UnknownOperationException", 400, `Unknown operation ${name}.`);
}

function parseBody(text: string): JsonObject {
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new AwsFault("SerializationException", 400, "The body is not JSON.");
  }
  if (!isJsonObject(value))
    throw new AwsFault("SerializationException", 400, "Start of structure or map expected.");
  return value;
}

function withEpochSeconds(_key: string, value: unknown): unknown {
  return isJsonObject(value) && typeof value.$date === "number" ? value.$date / 1000 : value;
}
