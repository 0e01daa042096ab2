/** Exit codes of the command-line contract. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 10;

/** Values that an error's texts are made from. Never a secret. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** One row of the error table: what happened, what to do next, how the process exits. */
export interface ErrorEntry<P extends ErrorParams> {
  readonly exit: ExitCode;
  /** Whether a run stops at it, to be gone on with, rather than fails and rolls back: nothing could be undone either. */
  readonly stops?: true;
  message(params: P): string;
  /** The next step, with the command to type where there is one. */
  hint(params: P): string;
}

/** Types a row of the table by its parameters. */
export function entry<P extends ErrorParams = Record<never, never>>(row: ErrorEntry<P>): ErrorEntry<P> {
  return row;
}
