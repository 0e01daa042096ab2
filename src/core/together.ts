/**
 * Waits for all of `works`, also after one has failed: nothing of a stage goes on behind the back of what comes next.
 * @throws what the first of them threw
 */
export async function together<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
