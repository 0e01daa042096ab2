import { writtenHeaders } from "../answers.ts";
import { BODY_HEADERS, WRITE_HEADERS, writeRequest } from "../declared.ts";
import { checkLength, integrityOf } from "../integrity.ts";
import type { S3Operation } from "../request.ts";
import { bucketOf } from "../scope.ts";
import { MAX_PUT_BYTES, writeObject } from "../write.ts";

/** PutObject. */
export const putObject: S3Operation = {
  name: "PutObject",
  method: "PUT",
  target: "object",
  headers: [...WRITE_HEADERS, ...BODY_HEADERS],
  readOnly: false,
  data: true,
  async handle(request) {
    const { scope, key, body } = request;
    const bucket = bucketOf(scope, request.bucket);
    const integrity = integrityOf(request);
    checkLength(integrity, MAX_PUT_BYTES);
    const record = await writeObject(scope, bucket, key, writeRequest(request), { body, integrity });
    return { status: 200, headers: writtenHeaders(record) };
  },
};
