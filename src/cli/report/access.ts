import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Plan } from "../../core/plan.ts";
import { fillKnown } from "../../plan/inventory.ts";
import { inLevels } from "../../plan/order.ts";
import type { Grant, Statement } from "../../policy/types.ts";
import { listOf } from "../../policy/values.ts";
import type { Kind, Scope } from "../../resources/kind.ts";
import { kindOf } from "../../resources/registry.ts";
import { type Wanted, wantedOf } from "./wanted.ts";

/** One statement or grant of a plan: who may, or may not, do what, why, and where that is written. */
export interface Rule {
  /** Unique among the rules of one partner. */
  readonly id: string;
  /** Its Sid, or the grant's name. */
  readonly name: string;
  readonly effect: "Allow" | "Deny";
  /** ARNs, services or `*`: whom it is about. */
  readonly who: readonly string[];
  readonly actions: readonly string[];
  /** ARN patterns of what it is about. */
  readonly targets: readonly string[];
  readonly conditional: boolean;
  /** The document, as people call it, e.g. `trust policy of vendor-acme`. */
  readonly document: string;
  readonly reason: string;
  readonly source: Json;
}

/** A resource of the partner. */
export interface Thing {
  /** What a person calls it, e.g. `IAM role vendor-acme`. */
  readonly title: string;
  readonly arn?: string;
  /** Whether it is how something is reached (a policy, a grant), and not what. */
  readonly rights: boolean;
  /** How the partner gets in, and as which role. */
  readonly login?: { readonly as: readonly string[] };
}

/** What one partner may reach, as a plan says it. */
export interface Access {
  /** The account that all of it is in. */
  readonly account: string;
  readonly things: readonly Thing[];
  readonly rules: readonly Rule[];
  /** ARNs of the partner's own roles, and of principals of other accounts that it comes as. */
  readonly own: readonly string[];
  readonly outside: readonly string[];
}

/** What stands for a reason where nobody gave one. */
const NO_REASON = "No reason is given.";

/** The access that a plan gives its partner; `undefined` of a plan that gives none. */
export function accessOf(plan: Plan): Access | undefined {
  const wanted = wantedOf(plan);
  if (wanted === undefined) return undefined;
  const { phase } = wanted;
  const { partition, account, region } = plan;
  const scope: Scope = { partition, account, region, partner: phase.subject, tags: phase.tags };
  const items = itemsOf(wanted, scope);
  const principals = items.flatMap(({ kind, props }) => kind.reach?.(props, scope).principals ?? []);
  const own = principals.filter(({ identity }) => identity !== undefined).map(({ arn }) => arn);
  const outside = principals.map(({ arn }) => arn).filter((arn) => !own.includes(arn));
  const arns = new Map(items.map(({ id, kind, props }) => [id, kind.identify(props, scope).arn]));
  return {
    account,
    things: items.map(({ kind, props, needs }) => thingOf(kind, props, scope, needs, arns, own)),
    rules: items
      .flatMap((item) => [...statementRules(item, scope), ...grantRules(item, scope)])
      .map((rule, index) => ({ ...rule, id: `rule-${index + 1}` })),
    own: [...new Set(own)],
    outside: [...new Set(outside)],
  };
}

interface Item {
  readonly id: string;
  readonly kind: Kind;
  readonly props: JsonObject;
  readonly needs: readonly string[];
}

type RuleBody = Omit<Rule, "id">;

/** The resources that stay, dependencies first. */
function itemsOf({ phase, resources }: Wanted, scope: Scope): readonly Item[] {
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  const declared = Object.entries(phase.resources).map(([id, resource]) => ({ id, ...resource }));
  return inLevels(declared)
    .flat()
    .flatMap(({ id, kind: name, props: given, needs }) => {
      const kind = kindOf(name);
      const props = fillKnown(given, outputs);
      outputs.set(id, kind.known(props, scope));
      return resources.has(id) ? [{ id, kind, props, needs }] : [];
    });
}

function thingOf(
  kind: Kind,
  props: JsonObject,
  scope: Scope,
  needs: readonly string[],
  arns: ReadonlyMap<string, string | undefined>,
  own: readonly string[],
): Thing {
  const { name, arn, type } = kind.identify(props, scope);
  const attached = kind.reach?.(props, scope).attached?.[0]?.on;
  const as = needs.flatMap((id) => arns.get(id) ?? []).filter((role) => own.includes(role));
  const known = arn ?? attached;
  return {
    title: `${kind.title} ${name}`,
    rights: /(Policy|Grant)$/.test(type),
    ...(known === undefined ? {} : { arn: known }),
    // What takes a key for a test is what a partner logs in with.
    ...(kind.testAccess === undefined ? {} : { login: { as } }),
  };
}

function statementRules({ kind, props }: Item, scope: Scope): readonly RuleBody[] {
  const reasons = kind.reasons?.(props) ?? {};
  const { arn } = kind.identify(props, scope);
  const attached = kind.reach?.(props, scope).attached ?? [];
  const on = attached[0]?.on ?? arn;
  const documents = kind.documents?.(props) ?? attached.slice(0, 1).map(({ policy }) => policy);
  return documents.flatMap(({ name, document }) =>
    document.Statement.map((statement, index) => {
      const named = statement.Principal ?? statement.NotPrincipal;
      // In a resource's own policy `*` stands for the resource.
      const resources = listOf(statement.Resource ?? statement.NotResource ?? []).filter(
        (pattern) => named === undefined || pattern !== "*",
      );
      return {
        name: statement.Sid ?? `statement ${index + 1}`,
        effect: statement.Effect,
        who: named === undefined ? (arn === undefined ? [] : [arn]) : principalsOf(statement),
        actions: actionsOf(statement),
        targets: resources.length > 0 ? resources : on === undefined ? [] : [on],
        conditional: Object.keys(statement.Condition ?? {}).length > 0,
        document: name,
        reason: reasons[statement.Sid ?? ""] ?? NO_REASON,
        source: statement,
      };
    }),
  );
}

/** Operators by which a condition names the principals that a statement is about. */
const NAMING = ["ArnEquals", "ArnLike", "StringEquals", "StringLike"];

/** Whom a statement names: of a whole account, those that its condition leaves of it. */
function principalsOf({ Principal, NotPrincipal, Condition = {} }: Statement): readonly string[] {
  const left = NAMING.flatMap((operator) => listOf(Condition[operator]?.["aws:PrincipalArn"] ?? []));
  const element = Principal ?? NotPrincipal;
  const names = isJsonObject(element)
    ? Object.values(element).flatMap((value) => listOf(value as string))
    : ["*"];
  if (NotPrincipal === undefined)
    return names.every((name) => name.endsWith(":root")) && left.length > 0 ? left : names;
  return names.map((name) => `everyone but ${name}`);
}

function actionsOf({ Action, NotAction }: Statement): readonly string[] {
  return Action === undefined ? listOf(NotAction ?? []).map((action) => `all but ${action}`) : listOf(Action);
}

function grantRules({ kind, props }: Item, scope: Scope): readonly RuleBody[] {
  return (kind.reach?.(props, scope).grants ?? []).map((grant) => ({
    name: grant.name ?? grant.grantId,
    effect: "Allow",
    who: [grant.grantee],
    actions: grant.operations.map((operation) => `kms:${operation}`),
    targets: [grant.keyArn],
    conditional: (grant.encryptionContextEquals ?? grant.encryptionContextSubset) !== undefined,
    document: `${kind.title} on the key`,
    reason: reasonOfGrant(grant),
    source: props,
  }));
}

function reasonOfGrant({ encryptionContextEquals, encryptionContextSubset }: Grant): string {
  const keys = Object.keys(encryptionContextEquals ?? encryptionContextSubset ?? {});
  return keys.length === 0
    ? "The key may be used by the grantee."
    : `The key may be used by the grantee where the encryption context names the one ${keys.join(", ")} below.`;
}
