/** Text as XML content or attribute value. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}

/** One element with text content. */
export function textElement(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/**
 * A value as the query protocol writes it: lists as `<member>`, `{ $map }` as `<entry>`, `{ $date }` as ISO 8601.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value))
    return `<${name}>${value.map((item) => queryXml("member", item)).join("")}</${name}>`;
  if (typeof value !== "object") return textElement(name, String(value));
  if ("$date" in value) return textElement(name, isoSeconds(Number(value.$date)));
  if ("$map" in value) return `<${name}>${mapEntries(value.$map as object)}</${name}>`;
  return `<${name}>${membersXml(value)}</${name}>`;
}

/** The members of a structure, one element after the other. */
export function membersXml(value: object): string {
  return Object.entries(value)
    .map(([name, member]) => queryXml(name, member))
    .join("");
}

function mapEntries(map: object): string {
  return Object.entries(map)
    .map(([key, value]) => `<entry>${textElement("key", key)}${queryXml("value", value)}</entry>`)
    .join("");
}

function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
