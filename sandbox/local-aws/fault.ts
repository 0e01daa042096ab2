/** An error as AWS answers it: code, HTTP status, message and, for some services, more members. */
export class AwsFault extends Error {
  override readonly name = "AwsFault";
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** Further members of the error body, e.g. S3's `BucketName`. */
    readonly members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
