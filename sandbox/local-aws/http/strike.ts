import type { ServerResponse } from "node:http";
import { refuse } from "../auth/refusals.ts";
import { AwsFault } from "../fault.ts";
import type { FaultKind } from "../faults.ts";
import type { Service } from "../service.ts";

/**
 * Lets an injected fault happen: as an error in the service's words, or to the connection.
 * @throws AwsFault for the faults that are answers
 */
export function strike(kind: FaultKind, service: Service, response: ServerResponse): void {
  const s3 = service.signingName === "s3";
  switch (kind) {
    case "throttle":
      throw s3
        ? new AwsFault("SlowDown", 503, "Please reduce your request rate.")
        : new AwsFault("Throttling", 400, "Rate exceeded");
    case "error500":
      throw new AwsFault(
        s3 ? "InternalError" : "InternalFailure",
        500,
        "We encountered an internal error. Please try again.",
      );
    case "error503":
      throw new AwsFault("ServiceUnavailable", 503, "Service is unable to handle request.");
    case "expired-token":
      throw refuse.expiredToken(service.protocol ?? "rest-xml");
    case "drop-answer":
      response.socket?.destroy();
      return;
    case "reset":
      response.socket?.resetAndDestroy();
  }
}
