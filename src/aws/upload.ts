import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { JsonObject } from "../core/json.ts";
import type { Aws, InputOf, OutputOf } from "./aws.ts";
import { commands } from "./services/s3.ts";

/** An object that is too large for one request. */
export interface LargeObject {
  /** What CreateMultipartUpload and CompleteMultipartUpload are told. */
  readonly input: Omit<InputOf<"s3", "PutObject">, "Body">;
  readonly body: Readable;
  /** Size of the whole in bytes: more than one part. */
  readonly size: number;
  /** Size of each part but the last, in bytes. */
  readonly partSize: number;
  /** Hears how many bytes have arrived. */
  progress(bytes: number): void;
  /** Ends the upload: parts that are under way arrive, then S3 is told to forget them all. */
  readonly signal: AbortSignal;
}

/**
 * Uploads an object in parts, several at once. Whatever ends it early, S3 keeps nothing of it.
 * @throws the signal's reason once it aborts · AwsFailure
 */
export async function uploadInParts(
  aws: Aws,
  { input, body, size, partSize, progress, signal }: LargeObject,
): Promise<OutputOf<"s3", "CompleteMultipartUpload">> {
  signal.throwIfAborted();
  // The library's own abort does not wait for what is under way, and leaves parts behind: the end of the stream does.
  const stop = () => void body.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  const upload = new Upload({
    client: throughOurs(aws),
    params: { ...input, Body: body, ContentLength: size },
    partSize,
  });
  upload.on("httpUploadProgress", ({ loaded = 0 }) => progress(loaded));
  try {
    return await upload.done();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    body.destroy();
  }
}

/** The library's calls through our connection: with its pace, its retries and its renewal of credentials. */
function throughOurs(aws: Aws): S3Client {
  const client = {
    config: { requestHandler: {}, requestChecksumCalculation: async () => "WHEN_SUPPORTED" },
    async send(command: { readonly input: object }) {
      const [operation = ""] =
        Object.entries(commands).find(([, Command]) => command instanceof Command) ?? [];
      const { output } = await aws.sendCall("s3", operation, command.input as JsonObject);
      return output;
    },
  };
  return client as unknown as S3Client;
}
