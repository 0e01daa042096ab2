import { AwsFault } from "../../fault.ts";
import { checksumHeader } from "./checksum.ts";
import { invalidArgument } from "./fault.ts";
import { algorithmNamed } from "./integrity.ts";
import type { Checksum } from "./records.ts";
import type { S3Request } from "./request.ts";

/** The checksum that a new upload asks for. CRC-64 is always over the whole, SHA always over the parts; the other CRCs as asked. */
export function uploadChecksum(request: S3Request): Pick<Checksum, "algorithm" | "type"> | undefined {
  const name = request.header("x-amz-checksum-algorithm");
  const asked = request.header("x-amz-checksum-type");
  if (name === undefined) {
    if (asked === undefined) return undefined;
    throw new AwsFault(
      "InvalidRequest",
      400,
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const algorithm = algorithmNamed(name);
  const type = asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const fits =
    algorithm === "CRC64NVME"
      ? type === "FULL_OBJECT"
      : type === "COMPOSITE" || (type === "FULL_OBJECT" && algorithm.startsWith("CRC"));
  if (fits) return { algorithm, type: type === "COMPOSITE" ? "COMPOSITE" : "FULL_OBJECT" };
  throw new AwsFault(
    "InvalidRequest",
    400,
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

/** Holds the whole against what the client says of it. @throws AwsFault BadDigest; InvalidRequest */
export function checkWhole(request: S3Request, checksum: Checksum | undefined, size: number): void {
  const said = checksum === undefined ? undefined : request.header(checksumHeader(checksum.algorithm));
  if (checksum?.type === "FULL_OBJECT" && said !== undefined && said !== checksum.value) {
    throw new AwsFault(
      "BadDigest",
      400,
      `The ${checksum.algorithm} you specified did not match the calculated checksum.`,
    );
  }
  const saidSize = request.header("x-amz-mp-object-size");
  if (saidSize !== undefined && Number(saidSize) !== size) {
    throw invalidArgument(
      "The provided 'x-amz-mp-object-size' header value does not match what was computed.",
      "x-amz-mp-object-size",
      saidSize,
    );
  }
}
