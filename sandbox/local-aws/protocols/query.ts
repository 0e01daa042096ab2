import { AwsFault } from "../fault.ts";
import type { Operation, Service, WireRequest, WireResponse } from "../service.ts";
import type { World } from "../world.ts";
import { readBody } from "./body.ts";
import { queryErrorAnswer } from "./errors.ts";
import { nestedForm } from "./form.ts";
import { runOperation } from "./run.ts";
import { membersXml, textElement } from "./xml.ts";

/** A service that speaks the query protocol. */
export interface QueryServiceDefinition {
  readonly signingName: string;
  /** The API version, e.g. `2010-05-08`. */
  readonly version: string;
  /** XML namespace of the answers. */
  readonly namespace: string;
  /** By the operation's name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Names of operations that AWS has and this service has not. */
  readonly leftOut?: readonly string[];
}

const CODES = { constraint: "ValidationError", type: "MalformedInput" };

/** A service in the query protocol. Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryService(definition: QueryServiceDefinition): Service {
  return {
    signingName: definition.signingName,
    protocol: "query",
    operations: Object.keys(definition.operations),
    async handle(request, world) {
      try {
        return await answer(definition, request, world);
      } catch (thrown) {
        if (!(thrown instanceof AwsFault)) throw thrown;
        return queryErrorAnswer(thrown, request.requestId, definition.namespace);
      }
    },
  };
}

async function answer(
  definition: QueryServiceDefinition,
  request: WireRequest,
  world: World,
): Promise<WireResponse> {
  const parameters =
    request.method === "POST"
      ? new URLSearchParams((await readBody(request.body)).toString("utf8"))
      : withoutSignature(request.query);
  const name = parameters.get("Action") ?? "";
  const operation = pick(definition, name, parameters.get("Version") ?? "");
  const { signingName } = definition;
  const raw = nestedForm(parameters);
  const result = await runOperation({ signingName, name, operation, raw, codes: CODES }, request, world);
  const inner = result === undefined ? "" : `<${name}Result>${membersXml(result)}</${name}Result>`;
  const metadata = `<ResponseMetadata>${textElement("RequestId", request.requestId)}</ResponseMetadata>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<${name}Response xmlns="${definition.namespace}">${inner}${metadata}</${name}Response>`,
  };
}

function pick(definition: QueryServiceDefinition, name: string, version: string): Operation {
  if (name === "") throw new AwsFault("MissingAction", 400, "The request must contain the parameter Action.");
  const operation = definition.operations[name];
  if (operation !== undefined && version === definition.version) return operation;
  if (definition.leftOut?.includes(name)) {
    throw new AwsFault("NotImplemented", 501, `${name} is not part of the local AWS.`);
  }
  throw new AwsFault("InvalidAction", 400, `Could not find operation ${name} for version ${version}`);
}

function withoutSignature(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !/^x-amz-/i.test(name)));
}
