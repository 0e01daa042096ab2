import { AwsFault } from "../fault.ts";
import type { WireResponse } from "../service.ts";
import { membersXml, textElement } from "./xml.ts";

/** Codes whose names differ between the protocols: neutral → JSON. */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDeniedException",
  Throttling: "ThrottlingException",
  ServiceUnavailable: "ServiceUnavailableException",
};

/** An error in the XML of the query protocol (IAM, STS). */
export function queryErrorAnswer(fault: AwsFault, requestId: string, namespace: string): WireResponse {
  const type = fault.status >= 500 ? "Receiver" : "Sender";
  const error = `<Error>${membersXml({ Type: type, Code: fault.code, Message: fault.message, ...fault.members })}</Error>`;
  return {
    status: fault.status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse xmlns="${namespace}">${error}${textElement("RequestId", requestId)}</ErrorResponse>`,
  };
}

/** An error in AWS JSON. A 403 of another protocol is a 400 here. */
export function jsonErrorAnswer(fault: AwsFault, jsonVersion = "1.1"): WireResponse {
  const code = JSON_CODES[fault.code] ?? fault.code;
  return {
    status: fault.status < 500 ? 400 : fault.status,
    headers: { "content-type": `application/x-amz-json-${jsonVersion}`, "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message: fault.message, ...fault.members }),
  };
}

/** Whatever was thrown, as a fault: what is not one is AWS's internal failure. */
export function asFault(thrown: unknown): AwsFault {
  if (thrown instanceof AwsFault) return thrown;
  return new AwsFault("InternalFailure", 500, thrown instanceof Error ? thrown.message : String(thrown));
}
