import pLimit from "p-limit";
import type { Aws } from "../../aws/aws.ts";
import { AwsFailure } from "../../aws/failure.ts";
import { vendorError } from "../../core/errors.ts";
import type { Folder } from "../../resources/kind.ts";
import { existing } from "./send.ts";
import type { Target } from "./targets.ts";

const AT_ONCE = 8;

/** Looks what would be replaced, before anything is sent. @throws VendorError `pushExists` with all of it · AwsFailure */
export async function refuseExisting(
  aws: Aws,
  { bucket, bucketOwner }: Folder,
  targets: readonly Target[],
): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const asked = targets.map((target) =>
    limit(async () => {
      const input = { Bucket: bucket, Key: target.key, ExpectedBucketOwner: bucketOwner };
      return (await exists(() => aws.send("s3", "HeadObject", input))) ? [existing(target)] : [];
    }),
  );
  const problems = (await Promise.all(asked)).flat();
  if (problems.length > 0) throw vendorError("pushExists", { count: problems.length }, { problems });
}

async function exists(head: () => Promise<unknown>): Promise<boolean> {
  try {
    await head();
    return true;
  } catch (error) {
    if (error instanceof AwsFailure && error.meaning === "missing") return false;
    throw error;
  }
}
