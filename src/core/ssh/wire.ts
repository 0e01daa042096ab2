/** SSH's binary encoding (RFC 4251 section 5): big-endian integers and length-prefixed strings. */

/** `uint32` of a non-negative number below 2^32. */
export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** `string`: length and bytes; a text is encoded as UTF-8. Nothing is stripped, leading zeros included. */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : Buffer.from(value);
  return Buffer.concat([sshUint32(bytes.length), bytes]);
}

/** `mpint` of a non-negative big-endian integer: minimal, with a zero byte in front where the top bit is set. */
export function sshMpint(magnitude: Uint8Array): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const minimal = first < 0 ? Buffer.alloc(0) : Buffer.from(magnitude.subarray(first));
  const topBit = ((minimal[0] ?? 0) & 0x80) !== 0;
  return sshString(topBit ? Buffer.concat([Buffer.alloc(1), minimal]) : minimal);
}

/** Reads `string` after `string`; every read answers `undefined` once the bytes don't suffice. */
export interface SshReader {
  string(): Buffer | undefined;
  /** Whether everything was read and nothing is left over. */
  atEnd(): boolean;
}

/** A reader over `bytes`, which are not trusted. */
export function sshReader(bytes: Uint8Array): SshReader {
  const data = Buffer.from(bytes);
  let position = 0;
  return {
    string() {
      if (position + 4 > data.length) return undefined;
      const end = position + 4 + data.readUInt32BE(position);
      if (end > data.length) return undefined;
      const value = data.subarray(position + 4, end);
      position = end;
      return value;
    },
    atEnd: () => position === data.length,
  };
}
