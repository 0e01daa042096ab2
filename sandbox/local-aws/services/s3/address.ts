import { AwsFault } from "../../fault.ts";
import { REGION } from "../../world.ts";

/** Hosts that mean S3 itself. A bucket before one of them is virtual-host addressing. Longest first. */
const SERVICE_HOSTS = [
  `s3.${REGION}.amazonaws.com`,
  `s3.${REGION}.localhost`,
  "s3.amazonaws.com",
  "s3.localhost",
  "localhost",
];

/** Which bucket and key a request is for; empty for none. */
export interface Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Reads bucket and key from host and path.
 * @param host without the port
 * @throws AwsFault InvalidURI for a path that is not percent-encoded UTF-8
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function addressOf(host: string, rawPath: string): Address {
  const path = rawPath.replace(/^\//, "");
  const bucket = virtualBucket(host.toLowerCase());
  if (bucket !== undefined) return { bucket, key: decoded(path) };
  const slash = path.indexOf("/");
  if (slash < 0) return { bucket: decoded(path), key: "" };
  return { bucket: decoded(path.slice(0, slash)), key: decoded(path.slice(slash + 1)) };
}

function virtualBucket(host: string): string | undefined {
  if (SERVICE_HOSTS.includes(host)) return undefined;
  const service = SERVICE_HOSTS.find((name) => host.endsWith(`.${name}`));
  return service === undefined ? undefined : host.slice(0, -service.length - 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsFault("InvalidURI", 400, "Couldn't parse the specified URI.", { URI: text });
  }
}
