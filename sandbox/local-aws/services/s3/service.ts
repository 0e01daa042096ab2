import { AwsFault } from "../../fault.ts";
import type { Service, WireRequest, WireResponse } from "../../service.ts";
import type { World } from "../../world.ts";
import { type Address, addressOf } from "./address.ts";
import { catalogOf } from "./catalog.ts";
import { answerHeaders, faultResponse } from "./fault-response.ts";
import { OPERATIONS } from "./operations/index.ts";
import type { S3Operation, S3Request } from "./request.ts";
import { routeRequest } from "./route.ts";
import type { Scope } from "./scope.ts";
import { traced } from "./trail.ts";

/**
 * S3 over REST-XML, with path-style and virtual-host addressing.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function s3Service(): Service {
  return {
    signingName: "s3",
    protocol: "rest-xml",
    operations: OPERATIONS.map(({ name }) => name),
    async handle(wire, world) {
      try {
        const response = await answer(wire, world);
        return { ...response, headers: { ...answerHeaders(wire.requestId), ...response.headers } };
      } catch (error) {
        // A refused upload is read to its end: the client hears the refusal instead of a broken pipe.
        wire.body.resume();
        if (!(error instanceof AwsFault)) throw error;
        return faultResponse(error, wire);
      }
    },
  };
}

async function answer(wire: WireRequest, world: World): Promise<WireResponse> {
  catalogOf(world);
  const request = s3Request(wire, world, addressOf(wire.host, wire.rawPath));
  const operation = routeRequest(OPERATIONS, request);
  return traced(request.scope, tracedCall(operation, request), () =>
    Promise.resolve(operation.handle(request)),
  );
}

function s3Request(wire: WireRequest, world: World, address: Address): S3Request {
  const hoisted = new Map(
    [...wire.query]
      .filter(([name]) => /^x-amz-/i.test(name))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
  const sent = (name: string) => {
    const value = wire.headers[name];
    return typeof value === "string" ? value : value?.join(",");
  };
  const header = (name: string) => sent(name) ?? hoisted.get(name);
  const expectedOwner = header("x-amz-expected-bucket-owner");
  const scope: Scope = {
    world,
    caller: wire.caller,
    requestId: wire.requestId,
    context: requestContext(wire),
    ...(expectedOwner === undefined ? {} : { expectedOwner }),
  };
  return {
    scope,
    method: wire.method,
    ...address,
    queryNames: [...new Set(wire.query.keys())],
    query: (name) => wire.query.get(name) ?? undefined,
    headerNames: [...new Set([...Object.keys(wire.headers), ...hoisted.keys()])],
    header,
    checked: (name) => sent(name) ?? wire.trailers?.get(name),
    body: wire.body,
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html */
function requestContext(wire: WireRequest): Record<string, string> {
  const payload = wire.headers["x-amz-content-sha256"];
  const digest = typeof payload === "string" ? { "s3:x-amz-content-sha256": payload } : {};
  if (wire.headers.authorization !== undefined) {
    return { ...digest, "s3:authType": "REST-HEADER", "s3:signatureversion": "AWS4-HMAC-SHA256" };
  }
  const signedAt = wire.query.get("X-Amz-Date");
  if (signedAt === null) return digest;
  const time = Date.parse(
    signedAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  return {
    ...digest,
    "s3:authType": "REST-QUERY-STRING",
    "s3:signatureversion": "AWS4-HMAC-SHA256",
    "s3:signatureAge": String(wire.receivedAt - time),
  };
}

function tracedCall(operation: S3Operation, request: S3Request) {
  const { name, readOnly, data } = operation;
  const parameters = Object.fromEntries(
    request.queryNames
      .filter((parameter) => !/^x-amz-/i.test(parameter) && parameter !== "x-id")
      .map((parameter) => [parameter, request.query(parameter) ?? ""]),
  );
  const copySource = request.header("x-amz-copy-source");
  return {
    name,
    readOnly,
    data,
    ...(request.bucket === "" ? {} : { bucket: request.bucket }),
    keys: request.key === "" ? [] : [request.key],
    request: {
      ...parameters,
      ...(request.bucket === "" ? {} : { bucketName: request.bucket }),
      ...(request.key === "" ? {} : { key: request.key }),
      ...(copySource === undefined ? {} : { "x-amz-copy-source": copySource }),
    },
  };
}
