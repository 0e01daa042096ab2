import { ANY, ONE, type Token } from "../match.ts";
import type { Glob } from "./language.ts";

/**
 * Whether two patterns have a text in common. Exact and linear for patterns with `*`: between a beginning and an end
 * that agree, whatever stands in the middle of one fits under a `*` of the other.
 */
export function meet(a: Glob, b: Glob): boolean {
  const [openA, openB] = [a.tokens.includes(ANY), b.tokens.includes(ANY)];
  const fold = a.fold || b.fold;
  if (openA && openB) return agree(a.tokens, b.tokens, fold, false) && agree(a.tokens, b.tokens, fold, true);
  return openA ? covers(a.tokens, b.tokens, fold) : covers(b.tokens, a.tokens, fold);
}

/** Whether the ends of two patterns agree, place by place, up to the first `*` of either. */
function agree(a: readonly Token[], b: readonly Token[], fold: boolean, backwards: boolean): boolean {
  for (let index = 0; ; index += 1) {
    const one = backwards ? a[a.length - 1 - index] : a[index];
    const other = backwards ? b[b.length - 1 - index] : b[index];
    if (one === undefined || other === undefined || one === ANY || other === ANY) return true;
    if (!alike(one, other, fold)) return false;
  }
}

/** Whether `pattern` covers some text of `fixed`, which has no `*`. Greedy, with one point of return. */
function covers(pattern: readonly Token[], fixed: readonly Token[], fold: boolean): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < fixed.length) {
    const token: Token | undefined = pattern[at];
    const place: Token | undefined = fixed[position];
    if (token === ANY) {
      star = at++;
      resume = position;
    } else if (token !== undefined && place !== undefined && alike(token, place, fold)) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at += 1;
  return at === pattern.length;
}

function alike(a: Token, b: Token, fold: boolean): boolean {
  if (a === b || a === ONE || b === ONE) return true;
  return fold && String(a).toLowerCase() === String(b).toLowerCase();
}
