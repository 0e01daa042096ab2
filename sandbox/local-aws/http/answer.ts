import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AwsFault } from "../fault.ts";
import { jsonErrorAnswer, queryErrorAnswer } from "../protocols/errors.ts";
import type { Service, WireResponse } from "../service.ts";
import { faultResponse } from "../services/s3/fault-response.ts";

/** An error in the shape of a service's protocol. */
export function errorAnswer(
  protocol: Service["protocol"],
  fault: AwsFault,
  at: { readonly method: string; readonly rawPath: string; readonly requestId: string },
): WireResponse {
  if (protocol === "json") return jsonErrorAnswer(fault);
  if (protocol === "query")
    return queryErrorAnswer(fault, at.requestId, "https://iam.amazonaws.com/doc/2010-05-08/");
  return faultResponse(fault, at);
}

/** Sends an answer; a HEAD request gets its headers only. */
export async function sendAnswer(
  response: ServerResponse,
  answer: WireResponse,
  requestId: string,
): Promise<void> {
  const { body, status } = answer;
  const headers: Record<string, string> = {
    "x-amzn-requestid": requestId,
    "x-amz-request-id": requestId,
    ...answer.headers,
  };
  const bodiless = response.req.method === "HEAD" || status === 204 || status === 304;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    if (bodiless) {
      body.destroy();
      response.end();
      return;
    }
    await pipeline(body, response);
    return;
  }
  if (!bodiless) headers["content-length"] = String(Buffer.byteLength(body ?? ""));
  response.writeHead(status, headers);
  response.end(bodiless ? undefined : body);
}
