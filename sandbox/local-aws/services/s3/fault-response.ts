import type { AwsFault } from "../../fault.ts";
import type { WireResponse } from "../../service.ts";
import { S3Fault } from "./fault.ts";
import { xmlDocument } from "./xml.ts";

/** Headers that S3 puts on every answer. */
export function answerHeaders(requestId: string): Record<string, string> {
  return { "x-amz-request-id": requestId, "x-amz-id-2": hostId(requestId) };
}

function hostId(requestId: string): string {
  return Buffer.from(`local-aws-s3/${requestId}`).toString("base64");
}

/**
 * An error as S3 answers it.
 * @param at the request it answers: a HEAD has no body, so that clients see the status alone
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function faultResponse(
  fault: AwsFault,
  at: { readonly method: string; readonly rawPath: string; readonly requestId: string },
): WireResponse {
  const own = fault instanceof S3Fault ? fault.headers : {};
  const headers = { ...answerHeaders(at.requestId), ...own };
  if (at.method === "HEAD" || fault.status === 304) return { status: fault.status, headers };
  const body = xmlDocument(
    "Error",
    {
      Code: fault.code === "InternalFailure" ? "InternalError" : fault.code,
      Message: fault.message,
      ...fault.members,
      Resource: at.rawPath,
      RequestId: at.requestId,
      HostId: hostId(at.requestId),
    },
    "",
  );
  return { status: fault.status, headers: { ...headers, "content-type": "application/xml" }, body };
}
