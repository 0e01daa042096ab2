/** Matches any run of characters, also an empty one. */
export const ANY = Symbol("*");
/** Matches exactly one character. */
export const ONE = Symbol("?");

/** One position of a pattern: a literal character or a wildcard. */
export type Token = string | typeof ANY | typeof ONE;

/** Reads `*` and `?` of a text as wildcards and everything else literally. */
export function tokensOf(pattern: string): Token[] {
  return Array.from(pattern, (character) => {
    if (character === "*") return ANY;
    return character === "?" ? ONE : character;
  });
}

/**
 * Whether a pattern covers the whole text. `*` spans every character, slashes and colons included.
 * Greedy with one point of return, so a pattern with many `*` stays quadratic at worst.
 */
export function matchTokens(pattern: readonly Token[], text: string): boolean {
  const characters = Array.from(text);
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < characters.length) {
    const token = pattern[at];
    if (token === ANY) {
      star = at++;
      resume = position;
    } else if (token !== undefined && (token === ONE || token === characters[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}

/** Whether an action pattern (`s3:Get*`) covers an action. Actions compare without regard to case. */
export function matchAction(pattern: string, action: string): boolean {
  const [written, asked] = [pattern.toLowerCase(), action.toLowerCase()];
  return written === asked || (/[*?]/.test(written) && matchTokens(tokensOf(written), asked));
}
