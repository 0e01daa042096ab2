import type { OneOrMore, PolicyDocument, PrincipalElement } from "../../src/policy/types.ts";
import { AwsFault } from "./fault.ts";
import type { World } from "./world.ts";

type Tables = Pick<World, "table">;

/** Unique id of a role or user as `observer` sees it now; `undefined` where there is none with this ARN. */
export function principalId(tables: Tables, arn: string, observer: string): string | undefined {
  const match = /^arn:aws:iam::(\d{12}):(role|user)\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (match === null) return undefined;
  const [, account = "", kind, name = ""] = match;
  const table = kind === "role" ? tables.table("iam.roles") : tables.table("iam.users");
  const record = table.seen(`${account}/${name}`, observer);
  return record?.arn === arn ? record.id : undefined;
}

/**
 * Replaces each role and user ARN by its unique id, as AWS does on a write.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function bindPrincipals(
  tables: Tables,
  document: PolicyDocument,
  observer: string,
  faultCode: string,
): PolicyDocument {
  const live = new Set(idsToArns(tables, observer).keys());
  return mapPrincipals(document, (name) => {
    const bound = bind(tables, name, observer, live);
    if (bound === undefined) {
      throw new AwsFault(faultCode, 400, `Invalid principal in policy: "AWS":"${name}"`, { Detail: name });
    }
    return bound;
  });
}

/** Replaces each unique id by its ARN while the principal lives. */
export function showPrincipals(tables: Tables, document: PolicyDocument, observer: string): PolicyDocument {
  const arns = idsToArns(tables, observer);
  return mapPrincipals(document, (name) => arns.get(name) ?? name);
}

function bind(tables: Tables, name: string, observer: string, live: ReadonlySet<string>): string | undefined {
  if (name === "*" || /^arn:aws:iam::\d{12}:root$/.test(name)) return name;
  if (/^\d{12}$/.test(name)) return `arn:aws:iam::${name}:root`;
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[\w+=,.@-]{2,64}$/.exec(name);
  if (session !== null) {
    return tables.table("iam.roles").seen(`${session[1]}/${session[2]}`, observer) === undefined
      ? undefined
      : name;
  }
  if (/^(AROA|AIDA)[A-Z0-9]+$/.test(name)) return live.has(name) ? name : undefined;
  return principalId(tables, name, observer);
}

function idsToArns(tables: Tables, observer: string): Map<string, string> {
  const roles = tables.table("iam.roles").seenEntries(observer);
  const users = tables.table("iam.users").seenEntries(observer);
  return new Map([...roles, ...users].map(([, record]) => [record.id, record.arn]));
}

function mapPrincipals(document: PolicyDocument, map: (name: string) => string): PolicyDocument {
  const Statement = document.Statement.map((statement) => ({
    ...statement,
    ...(statement.Principal === undefined ? {} : { Principal: mapElement(statement.Principal, map) }),
    ...(statement.NotPrincipal === undefined
      ? {}
      : { NotPrincipal: mapElement(statement.NotPrincipal, map) }),
  }));
  return { ...document, Statement };
}

function mapElement(element: PrincipalElement, map: (name: string) => string): PrincipalElement {
  if (element === "*" || element.AWS === undefined) return element;
  return { ...element, AWS: mapNames(element.AWS, map) };
}

function mapNames(names: OneOrMore, map: (name: string) => string): OneOrMore {
  return typeof names === "string" ? map(names) : names.map(map);
}
