import { AwsFailure } from "../aws/failure.ts";

/** The output of a read, or `undefined` where AWS says that there is no such thing. @throws AwsFailure for all else */
export async function ifFound<T>(call: Promise<{ readonly output: T }>): Promise<T | undefined> {
  try {
    return (await call).output;
  } catch (error) {
    if (error instanceof AwsFailure && error.meaning === "missing") return undefined;
    throw error;
  }
}

/** Reads page after page: `page` gets the marker of the one before and says where the next begins. */
export async function allPages<T, M>(
  page: (marker: M | undefined) => Promise<{ readonly items: readonly T[]; readonly next: M | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let marker: M | undefined;
  do {
    const { items, next } = await page(marker);
    all.push(...items);
    marker = next;
  } while (marker !== undefined);
  return all;
}
