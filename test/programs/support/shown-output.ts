/** What is different at every run, and what stands for it. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}T\d{6}-[\w-]+/g, "RUN"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, "TIME"],
  [/\b\d{4}-\d\d-\d\d\b/g, "DATE"],
  [/\bsha256:[0-9a-f]+…?/g, "DIGEST"],
  [/\bSHA256:[\w+/]+/g, "FINGERPRINT"],
  [/\b[0-9a-f]{32,}\b/g, "ID"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "ID"],
  [/\b\d+(\.\d+)? (ms|s|min)\b/g, "DURATION"],
  [/127\.0\.0\.1:\d+/g, "ADDRESS"],
  [/(-P|port) \d+/g, "PORT"],
  [/(:secret:[\w/-]+)-\w{6}\b/g, "$1-SUFFIX"],
];

/** Text with what differs from run to run named: run ids, times, durations, digests, fingerprints, ports, folders. */
export function normalised(text: string, dir: string): string {
  const here = text.replaceAll(`/private${dir}`, "DIR").replaceAll(dir, "DIR");
  return VARIABLE.reduce((so, [pattern, name]) => so.replaceAll(pattern, name), here);
}

/**
 * Whether a command printed what a page shows: all of it, but for what {@link normalised} names and for spaces; a line
 * `…` stands for any number of lines, `…` in a line for any text.
 */
export function isShown(printed: string, shown: string, dir: string): boolean {
  const lines = normalised(shown, dir).trim().split("\n");
  const pattern = lines.map((line) =>
    line.trim() === "…"
      ? "(?:.*\\n)*?"
      : `${line
          .trim()
          .split(/(…|\s+)/)
          .map(piece)
          .join("")}\\s*\\n`,
  );
  const text = normalised(printed, dir)
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
  return new RegExp(`^${pattern.join("")}$`).test(`${text}\n`);
}

function piece(text: string): string {
  if (text === "…") return ".*";
  return /^\s+$/.test(text) ? "\\s+" : text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
