import type { Clock } from "../core/ports.ts";

const PATIENCE_MS = 15_000;
const PAUSE_MS = 500;

/**
 * Reads until the answer is as `expected`, for a while: right after a change a service may still answer from before it.
 * @returns the last answer, whatever it is
 */
export async function readExpected<T>(
  read: () => Promise<T>,
  expected: (answer: T) => boolean,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const deadline = clock.now() + PATIENCE_MS;
  for (;;) {
    const answer = await read();
    if (expected(answer) || clock.now() + PAUSE_MS > deadline) return answer;
    await clock.sleep(PAUSE_MS, signal);
  }
}
