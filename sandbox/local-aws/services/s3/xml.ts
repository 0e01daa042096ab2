import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { z } from "zod";
import type { WireResponse } from "../../service.ts";
import { malformedXml } from "./fault.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** What an element holds: text, children (an array repeats the element), or nothing (`undefined`: left out). */
type XmlValue = string | number | boolean | undefined | XmlNode | readonly XmlValue[];

/** Element name → content, in order. */
export interface XmlNode {
  readonly [name: string]: XmlValue;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeText(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join("");
  if (typeof value === "object") return `<${name}>${children(value as XmlNode)}</${name}>`;
  return value === "" ? `<${name}/>` : `<${name}>${escapeText(String(value))}</${name}>`;
}

function children(node: XmlNode): string {
  return Object.entries(node)
    .map(([name, value]) => element(name, value))
    .join("");
}

/** An XML document in S3's namespace (or none, where `namespace` is empty). */
export function xmlDocument(root: string, content: XmlNode | string, namespace = NAMESPACE): string {
  const attribute = namespace === "" ? "" : ` xmlns="${namespace}"`;
  const inner = typeof content === "string" ? escapeText(content) : children(content);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${inner}</${root}>`;
}

/** A 200 answer with an XML body. */
export function xmlResponse(
  root: string,
  content: XmlNode | string,
  headers: Record<string, string> = {},
): WireResponse {
  return {
    status: 200,
    headers: { ...headers, "content-type": "application/xml" },
    body: xmlDocument(root, content),
  };
}

/**
 * Reads a request body.
 * @param repeated names of the elements that may occur more than once: always arrays
 * @param schema strict: an element that S3 does not know is refused
 * @throws AwsFault MalformedXML
 */
export function parseXml<T>(
  text: string,
  root: string,
  repeated: readonly string[],
  schema: z.ZodType<T>,
): T {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) throw malformedXml();
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false,
    // Keys may begin or end with spaces.
    trimValues: false,
    removeNSPrefix: true,
    isArray: (name) => repeated.includes(name),
  });
  const parsed: unknown = parser.parse(text);
  const content = (parsed as Record<string, unknown>)[root];
  const result = schema.safeParse(withoutLayout(content ?? {}));
  if (content === undefined || !result.success) throw malformedXml();
  return result.data;
}

/** Drops the white space between elements, which the parser keeps as text of mixed content. */
function withoutLayout(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLayout);
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => name !== "#text" || !(typeof inner === "string" && inner.trim() === ""))
      .map(([name, inner]) => [name, withoutLayout(inner)]),
  );
}
