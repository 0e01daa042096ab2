import { counted } from "../../render/text.ts";
import type { Access, Rule } from "../../report/access.ts";

/** What a box of the access map stands for. */
export type BoxType = "partner" | "login" | "role" | "outside" | "other" | "allow" | "deny" | "thing";

/** A box of the access map. */
export interface Box {
  readonly id: string;
  readonly type: BoxType;
  /** The first line is its title. */
  readonly lines: readonly string[];
  /** All of it, where the lines are cut. */
  readonly full: string;
  /** Where the page tells more of it. */
  readonly href?: string;
}

/** An arrow between two boxes, by their IDs. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly deny: boolean;
  /** It leads past a column of boxes. */
  readonly far?: boolean;
}

/** Who may do what, as boxes and arrows from left to right. */
export interface AccessGraph {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const PARTNER = "partner";

/** Longest line of a box, in characters. */
const LINE = 30;

/**
 * The map of a partner's access: how it comes in, as which role, by which statement or grant, to what.
 * @param anchor makes the address of a rule's place in the page
 */
export function accessGraph(partner: string, access: Access, anchor: (rule: Rule) => string): AccessGraph {
  const boxes = new Map<string, Box>([
    [PARTNER, { id: PARTNER, type: "partner", lines: [partner, "partner"], full: partner }],
  ]);
  const arrows = new Map<string, Arrow>();
  const add = (box: Box): string => {
    if (!boxes.has(box.id)) boxes.set(box.id, box);
    return box.id;
  };
  const draw = (from: string, to: string, deny = false) =>
    void arrows.set(`${from}\n${to}`, { from, to, deny });
  const logins = access.things.flatMap((thing) =>
    thing.login === undefined ? [] : [{ ...thing, login: thing.login }],
  );
  for (const { title, login } of logins) {
    draw(PARTNER, add(boxOf(title, "login", title)));
    for (const role of login.as) if (!isTrusted(access, role)) draw(title, add(roleBox(role)));
  }
  for (const arn of access.outside) draw(PARTNER, add(outsideBox(arn)));
  for (const rule of access.rules) {
    const deny = rule.effect === "Deny";
    const id = add(ruleBox(rule, anchor(rule)));
    const enters = !deny && rule.targets.some((target) => access.own.includes(target));
    for (const from of sourcesOf(rule, access, logins, add)) {
      draw(from, id, deny);
      // By its own account, or by what works for it: a function, a task, a login of its own.
      if (isOutside(from, access) || (enters && boxes.get(from)?.type === "other")) draw(PARTNER, from);
    }
    for (const target of rule.targets)
      draw(id, add(access.own.includes(target) ? roleBox(target) : thingBox(target, access)), deny);
  }
  // A role that no statement leads to is entered by the partner itself.
  for (const arn of access.own)
    if (boxes.has(arn) && ![...arrows.values()].some(({ to }) => to === arn)) draw(PARTNER, arn);
  return { boxes: [...boxes.values()], arrows: [...arrows.values()] };
}

/** Boxes that a rule's arrows begin at. A service that lets a login in as a role is drawn as that login. */
function sourcesOf(
  { who, targets }: Rule,
  access: Access,
  logins: readonly { readonly title: string; readonly login: { readonly as: readonly string[] } }[],
  add: (box: Box) => string,
): readonly string[] {
  return who.flatMap((name) => {
    if (access.own.includes(name)) return [add(roleBox(name))];
    if (isOutside(name, access)) return [add(outsideBox(name))];
    const through = isService(name)
      ? logins.filter(({ login }) => login.as.some((role) => targets.includes(role)))
      : [];
    if (through.length > 0) return through.map(({ title }) => title);
    return [
      add(boxOf(name, "other", name === "*" ? "anybody" : name.startsWith("arn:") ? nameOf(name) : name)),
    ];
  });
}

function isTrusted({ rules }: Access, role: string): boolean {
  return rules.some(({ targets, effect }) => effect === "Allow" && targets.includes(role));
}

function isService(name: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name);
}

/** Whether it is a principal of another account: that is the partner itself, by its own credentials. */
function isOutside(name: string, { account, outside }: Access): boolean {
  return outside.includes(name) || (name.startsWith("arn:") && accountOf(name) !== account);
}

function outsideBox(arn: string): Box {
  const name = nameOf(arn);
  return boxOf(arn, "outside", `${name === "root" ? "" : `role ${name} of `}account ${accountOf(arn)}`);
}

function roleBox(arn: string): Box {
  return boxOf(arn, "role", `IAM role ${nameOf(arn)}`);
}

function ruleBox({ id, name, effect, actions, conditional }: Rule, href: string): Box {
  const [first, second, ...more] = actions;
  const shownActions = [first, second].filter((action) => action !== undefined);
  const rest = more.length > 0 ? [`and ${counted(more.length, "more action")}`] : [];
  return {
    id,
    type: effect === "Allow" ? "allow" : "deny",
    lines: [
      `${effect === "Allow" ? "✓" : "✗"} ${name}`,
      ...shownActions,
      ...rest,
      ...(conditional ? ["under conditions"] : []),
    ].map(cut),
    full: `${effect} ${name}: ${actions.join(", ")}`,
    href,
  };
}

/** What a rule is about, as a box: a resource of the partner by its title, anything else by its ARN. */
export function thingBox(pattern: string, { things }: Access): Box {
  const id = plainArn(pattern);
  const known = things.find(({ arn, rights }) => arn !== undefined && !rights && plainArn(arn) === id);
  return boxOf(id, "thing", known?.title ?? titleOfArn(id), pattern);
}

/** Without the wildcards at its end, so that a folder and all that is in it are one box. */
function plainArn(pattern: string): string {
  return pattern.replace(/(?<=.)(-\?{6}|\*)$/, "");
}

const SERVICES: Readonly<Record<string, string>> = {
  s3: "S3",
  kms: "KMS",
  secretsmanager: "Secret",
  iam: "IAM",
  sts: "STS",
};

function titleOfArn(arn: string): string {
  const [, , service = "", , , ...rest] = arn.split(":");
  const name = rest.join(":").replace(/^key\//, "key ");
  const bare = service === "s3" && !name.includes("/") ? `bucket ${name}` : name;
  if (arn === "*") return "everything";
  return name === "" ? arn : `${SERVICES[service] ?? service} ${bare}`;
}

function boxOf(id: string, type: BoxType, text: string, full = text): Box {
  return { id, type, lines: linesOf(text), full };
}

/** At most three lines, broken where a name may be. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const piece of text.split(/(?<=[ /:])/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}${piece}`.trimEnd().length <= LINE)
      lines[lines.length - 1] = `${last}${piece}`;
    else lines.push(piece);
  }
  const shownLines = lines.map((line) => cut(line.trimEnd()));
  return shownLines.length <= 3
    ? shownLines
    : [...shownLines.slice(0, 2), cut(`… ${shownLines.at(-1) ?? ""}`)];
}

function cut(line: string): string {
  return line.length <= LINE ? line : `${line.slice(0, LINE - 9)}…${line.slice(-8)}`;
}

function nameOf(arn: string): string {
  return arn
    .split(":")
    .slice(5)
    .join(":")
    .replace(/^role\//, "");
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
