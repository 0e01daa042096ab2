/** S3 lists keys in the order of their UTF-8 bytes; JavaScript compares UTF-16 units, which differs for surrogates. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** First position from `from` on where `before` no longer holds; it must hold for a leading run only. */
export function boundary(keys: readonly string[], from: number, before: (key: string) => boolean): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(keys[middle] as string)) low = middle + 1;
    else high = middle;
  }
  return low;
}
