import { Writable } from "node:stream";

/** A stream that tells each whole line at once. */
export function lines(line: (text: string) => void): Writable {
  let rest = "";
  return new Writable({
    write(chunk, _encoding, done) {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      parts.forEach(line);
      done();
    },
  });
}
