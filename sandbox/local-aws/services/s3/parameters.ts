import { createHash } from "node:crypto";
import type { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { readBody } from "../../protocols/body.ts";
import { invalidArgument, malformedXml } from "./fault.ts";
import { integrityOf } from "./integrity.ts";
import type { S3Request } from "./request.ts";
import { parseXml, type XmlNode } from "./xml.ts";

const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

/** A query parameter that is a whole number. @throws AwsFault InvalidArgument */
export function integerOf(
  request: S3Request,
  name: string,
  range: { readonly least: number; readonly most: number },
): number | undefined {
  const text = request.query(name);
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  if (value < range.least || value > range.most) {
    throw invalidArgument(
      `Argument ${name} must be an integer between ${range.least} and ${range.most}`,
      name,
      text,
    );
  }
  return value;
}

/** A header or parameter that is a date, in epoch milliseconds; one that is none is ignored, as HTTP wants it. */
export function dateOf(request: S3Request, name: string): number | undefined {
  const text = request.header(name);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** A header that is `true` or `false`. @throws AwsFault InvalidArgument */
export function flagOf(request: S3Request, name: string): boolean | undefined {
  const text = request.header(name);
  if (text === undefined) return undefined;
  if (!/^(true|false)$/i.test(text)) throw invalidArgument(`The value of ${name} is invalid`, name, text);
  return text.toLowerCase() === "true";
}

/**
 * The whole body of a small request.
 * @param required whether S3 demands Content-MD5 or a checksum
 * @throws AwsFault InvalidRequest where one is demanded
 */
export async function bytesOf(request: S3Request, required = false): Promise<Buffer> {
  const declared = integrityOf(request);
  if (required && !declared.md5 && declared.algorithm === undefined) {
    throw new AwsFault(
      "InvalidRequest",
      400,
      "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    );
  }
  return readBody(request.body, MAX_DOCUMENT_BYTES);
}

/**
 * The XML document in a request's body.
 * @param repeated elements that may occur more than once
 * @throws AwsFault MalformedXML; MissingRequestBodyError
 */
export async function documentOf<T>(
  request: S3Request,
  root: string,
  repeated: readonly string[],
  schema: z.ZodType<T>,
  rules: { readonly optional?: boolean; readonly digest?: boolean } = {},
): Promise<T | undefined> {
  const text = (await bytesOf(request, rules.digest)).toString("utf8");
  if (text.trim() !== "") return parseXml(text, root, repeated, schema);
  if (rules.optional === true) return undefined;
  throw new AwsFault("MissingRequestBodyError", 400, "Request Body is empty");
}

/** Like {@link documentOf} for operations that can't do without. */
export async function requiredDocument<T>(
  request: S3Request,
  root: string,
  repeated: readonly string[],
  schema: z.ZodType<T>,
  rules: { readonly digest?: boolean } = {},
): Promise<T> {
  const document = await documentOf(request, root, repeated, schema, rules);
  if (document === undefined) throw malformedXml();
  return document;
}

/** A time as S3's XML writes it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** An account as owner: its canonical user id, which AWS derives in a way of its own. */
export function ownerOf(account: string): XmlNode & { readonly ID: string } {
  return { ID: createHash("sha256").update(`canonical-user/${account}`).digest("hex") };
}

/** Key or prefix as a listing writes it: XML 1.0 can't hold all characters, so clients ask for URL encoding. */
export function keyEncoder(request: S3Request): (text: string) => string {
  const type = request.query("encoding-type");
  if (type === undefined) return (text) => text;
  if (type !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
  return (text) =>
    encodeURIComponent(text)
      .replaceAll("%2F", "/")
      .replaceAll("%20", "+")
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
