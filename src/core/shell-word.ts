/** `text` as one word of a POSIX shell: what is printed can be pasted. */
export function shellWord(text: string): string {
  return /^[\w.:/=+@,%~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
