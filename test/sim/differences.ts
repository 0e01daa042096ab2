/** How what was found differs from what should be, line by line. */
export function differences(expected: readonly string[], found: readonly string[]): readonly string[] {
  return [
    ...minus(found, expected).map((line) => `too much: ${line}`),
    ...minus(expected, found).map((line) => `missing: ${line}`),
  ];
}

/** What is more often in `one` than in `other`. */
function minus(one: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return one.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
