import { EXIT_CODES } from "../../src/cli/exits.ts";
import { markdownOf } from "../../src/cli/page/markdown.ts";
import { page, paragraph, section, worded } from "../../src/cli/page/tree.ts";
import type { ErrorEntry, ErrorParams, ExitCode } from "../../src/core/errors/entry.ts";
import { codeOf, ERRORS, type ErrorKey } from "../../src/core/errors.ts";

/** Where the reference of the errors is. */
export const ERRORS_PAGE = "docs/errors.md";

/** Stands for the values of an error: each is its own name, e.g. `PARTNER`. */
const NAMES: ErrorParams = new Proxy({}, { get: (_, name) => String(name).toUpperCase() });

/** `docs/errors.md`: every row of the error table, by exit code. */
export function errorsPage(): string {
  const keys = Object.keys(ERRORS) as ErrorKey[];
  const exits = [...new Set(keys.map((key) => ERRORS[key].exit))].toSorted((a, b) => a - b);
  const intro = paragraph(
    ...worded(
      "What `vendor` prints in brackets at the end of an error, and gives as `error.code` with `--json`. Words in capitals stand for what it is about. Made from the error table by `npm run generate`.",
    ),
  );
  return markdownOf(
    page(
      "Errors",
      [intro],
      ...exits.map((exit) =>
        exitSection(
          exit,
          keys.filter((key) => ERRORS[key].exit === exit),
        ),
      ),
    ),
  );
}

function exitSection(exit: ExitCode, keys: readonly ErrorKey[]) {
  return section(
    `Exit ${exit}: ${EXIT_CODES[exit].replaceAll("`", "")}`,
    ...keys.toSorted().flatMap((key) => {
      const row = ERRORS[key] as ErrorEntry<ErrorParams>;
      return [
        {
          type: "heading" as const,
          depth: 3 as const,
          children: [{ type: "inlineCode" as const, value: codeOf(key) }],
        },
        paragraph(...worded(row.message(NAMES))),
        paragraph(...worded(`→ ${row.hint(NAMES)}`)),
      ];
    }),
  );
}
