import { AwsFault } from "../../fault.ts";

/** An S3 error with response headers of its own, e.g. `x-amz-delete-marker` on the 404 of a deleted key. */
export class S3Fault extends AwsFault {
  constructor(
    code: string,
    status: number,
    message: string,
    members: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, status, message, members);
  }
}

/** `InvalidArgument` 400, naming the argument. */
export function invalidArgument(message: string, name: string, value: string): AwsFault {
  return new AwsFault("InvalidArgument", 400, message, { ArgumentName: name, ArgumentValue: value });
}

/** `AccessDenied` 403 without a reason, as S3 answers where it must not tell more. */
export function accessDenied(): AwsFault {
  return new AwsFault("AccessDenied", 403, "Access Denied");
}

/** `NotImplemented` 501, naming what this S3 leaves out. */
export function notImplemented(what: string, members: Readonly<Record<string, string>> = {}): AwsFault {
  return new AwsFault("NotImplemented", 501, `The local AWS does not implement ${what}`, members);
}

/** `MalformedXML` 400. */
export function malformedXml(): AwsFault {
  return new AwsFault(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** `NoSuchKey` 404. */
export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): AwsFault {
  return new S3Fault("NoSuchKey", 404, "The specified key does not exist.", { Key: key }, headers);
}

/** `MethodNotAllowed` 405. */
export function methodNotAllowed(method: string, headers: Readonly<Record<string, string>> = {}): AwsFault {
  return new S3Fault(
    "MethodNotAllowed",
    405,
    "The specified method is not allowed against this resource.",
    { Method: method, ResourceType: "OBJECT" },
    headers,
  );
}

/** `PreconditionFailed` 412, naming the condition's header. */
export function preconditionFailed(condition: string): AwsFault {
  return new AwsFault(
    "PreconditionFailed",
    412,
    "At least one of the pre-conditions you specified did not hold",
    { Condition: condition },
  );
}

/** Buckets here have ACLs disabled (BucketOwnerEnforced), as new buckets on AWS. */
export function aclNotSupported(): AwsFault {
  return new AwsFault("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
}
