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

/** Whether a text with `*` and `?` covers another whole text: {@link matchTokens} without tokens. */
export function matchText(pattern: string, text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const token = pattern.charCodeAt(at);
    if (token === STAR) {
      star = at++;
      resume = position;
    } else if (token === QUESTION) {
      at++;
      position += widthAt(text, position);
    } else if (token === text.charCodeAt(position)) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = resume += widthAt(text, resume);
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(at) === STAR) at++;
  return at === pattern.length;
}

const STAR = 0x2a;
const QUESTION = 0x3f;

/** Code units of the character at a place: `?` stands for whole characters. */
function widthAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

/** Whether an action pattern (`s3:Get*`) covers an action. Actions compare without regard to case. */
export function matchAction(pattern: string, action: string): boolean {
  return pattern === action || pattern === "*" || matchText(pattern.toLowerCase(), action.toLowerCase());
}
