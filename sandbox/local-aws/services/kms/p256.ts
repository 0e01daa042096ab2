import { createECDH, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Random } from "../../../../src/core/ports.ts";

/** The curve P-256. Source: https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-186.pdf */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const G: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** Signs 32 bytes as they are, with ECDSA; DER. */
export function signP256(key: KeyObject, digest: Buffer, random: Random): Buffer {
  const { d = "" } = key.export({ format: "jwk" });
  const secret = number(Buffer.from(d, "base64url"));
  for (;;) {
    const nonce = Buffer.from(random.bytes(32));
    const k = number(nonce);
    if (k === 0n || k >= N) continue;
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(nonce);
    const r = number(ecdh.getPublicKey().subarray(1, 33)) % N;
    const s = modulo(inverse(k, N) * (number(digest) + r * secret), N);
    if (r !== 0n && s !== 0n) return sequence(integer(r), integer(s));
  }
}

/** Whether `signature` (DER) is of these 32 bytes as they are. */
export function verifyP256(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const { r, s } = parse(signature);
  if (r <= 0n || r >= N || s <= 0n || s >= N) return false;
  if (!sequence(integer(r), integer(s)).equals(signature)) return false;
  const w = inverse(s, N);
  const sum = add(times(G, modulo(number(digest) * w, N)), times(pointOf(key), modulo(r * w, N)));
  return sum !== undefined && sum.x % N === r;
}

function pointOf(key: KeyObject): Point {
  const { x = "", y = "" }: JsonWebKey = key.export({ format: "jwk" });
  return { x: number(Buffer.from(x, "base64url")), y: number(Buffer.from(y, "base64url")) };
}

function times(point: Point, factor: bigint): Point | undefined {
  let sum: Point | undefined;
  let power: Point | undefined = point;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}

/** `undefined` is the point at infinity. */
function add(one: Point | undefined, other: Point | undefined): Point | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.x === other.x && one.y !== other.y) return undefined;
  const slope =
    one.x === other.x
      ? (3n * one.x * one.x - 3n) * inverse(2n * one.y, P)
      : (other.y - one.y) * inverse(other.x - one.x, P);
  const x = modulo(slope * slope - one.x - other.x, P);
  return { x, y: modulo(slope * (one.x - x) - one.y, P) };
}

function modulo(value: bigint, by: bigint): bigint {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}

/** Extended Euclid; `by` is a prime. */
function inverse(value: bigint, by: bigint): bigint {
  let [low, high] = [modulo(value, by), by];
  let [factor, other] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [factor, other] = [other - quotient * factor, factor];
  }
  return modulo(factor, by);
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even, "hex");
  return Buffer.concat([Buffer.from([0x02, bytes.length]), bytes]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** The two numbers of a signature. @throws where it is too short to hold them */
function parse(der: Buffer): { readonly r: bigint; readonly s: bigint } {
  const first = 4 + der.readUInt8(3);
  const second = first + 2 + der.readUInt8(first + 1);
  return { r: number(der.subarray(4, first)), s: number(der.subarray(first + 2, second)) };
}
