import {
  type ConditionElement,
  listOf,
  type OneOrMore,
  type Statement,
  type Surroundings,
} from "../types.ts";
import { moreActions } from "./actions.ts";

/** A mistake in a list of statements. */
export interface Mistake {
  readonly what: string;
  readonly statements: readonly Statement[];
}

/** A mistake in one statement. */
type Change = readonly [what: string, statement: Statement];

/** Every mistake that can be made in one place of one statement, and each statement left out. */
export function statementMistakes(statements: readonly Statement[], around: Surroundings): Mistake[] {
  return statements.flatMap((statement, index) => {
    const label = labelOf(statement, around);
    const put = (what: string, changed: readonly Statement[]): Mistake => ({
      what: `${label}: ${what}`,
      statements: statements.flatMap((other, at) => (at === index ? changed : [other])),
    });
    const changes = [
      ...conditionChanges(statement, around),
      ...resourceChanges(statement, around),
      ...actionChanges(statement),
      ...principalChanges(statement, around),
    ];
    return [put("dropped", []), ...changes.map(([what, changed]) => put(what, [changed]))];
  });
}

/** A statement's Sid without the name of its partner. */
function labelOf({ Sid = "no Sid" }: Statement, { subject }: Surroundings): string {
  const name = subject
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
  return Sid.replace(`Vendor${name}`, "");
}

function conditionChanges(statement: Statement, around: Surroundings): Change[] {
  const condition: ConditionElement = statement.Condition ?? {};
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]): Change[] => {
      const swap = (what: string, to?: readonly [operator: string, values: OneOrMore]): Change => [
        `${operator} ${key} ${what}`,
        withCondition(statement, exchanged(condition, operator, key, to)),
      ];
      return [
        swap("dropped"),
        ...operatorsBeside(operator).map((other) => swap(`made ${other}`, [other, values])),
        ...valuesBeside(operator, values, around).map(([what, to]) => swap(what, to)),
      ];
    }),
  );
}

function withCondition(statement: Statement, condition: ConditionElement): Statement {
  const { Condition: _former, ...rest } = statement;
  return Object.keys(condition).length === 0 ? rest : { ...rest, Condition: condition };
}

/** A condition whose `key` under `operator` is taken away, and put under another operator where `to` says so. */
function exchanged(
  condition: ConditionElement,
  operator: string,
  key: string,
  to?: readonly [operator: string, values: OneOrMore],
): ConditionElement {
  const { [key]: _dropped, ...others } = condition[operator] ?? {};
  const { [operator]: _former, ...rest } = condition;
  const without = Object.keys(others).length === 0 ? rest : { ...rest, [operator]: others };
  if (to === undefined) return without;
  return { ...without, [to[0]]: { ...without[to[0]], [key]: to[1] } };
}

function operatorsBeside(operator: string): readonly string[] {
  if (operator === "Null") return [];
  if (operator.endsWith("IfExists")) return [operator.slice(0, -"IfExists".length)];
  const loose = `${operator}IfExists`;
  if (operator.includes("Not") || operator === "Bool") return [loose];
  const like = operator === "StringEquals" ? ["StringLike", "StringEqualsIgnoreCase"] : [];
  return [loose, `ForAllValues:${operator}`, ...like];
}

type Values = readonly [what: string, to: readonly [operator: string, values: OneOrMore]];

function valuesBeside(operator: string, values: OneOrMore, around: Surroundings): readonly Values[] {
  if (operator === "Null" || operator === "Bool") {
    const turned = listOf(values)[0] === "false" ? "true" : "false";
    return [[`made "${turned}"`, [operator, turned]]];
  }
  const like = operator.replace("Equals", "Like");
  return [
    ["made *", [like, "*"]],
    ...widerTexts(listOf(values), around).map(([what, to]): Values => [what, [like, to]]),
  ];
}

/** Texts of one place made wider, each in the ways in which its kind is got wrong. */
function widerTexts(texts: readonly string[], around: Surroundings): readonly [string, readonly string[]][] {
  return texts.flatMap((text, index) =>
    widerText(text, around).map(([what, to]): [string, readonly string[]] => [
      what,
      texts.map((other, at) => (at === index ? to : other)),
    ]),
  );
}

function widerText(text: string, around: Surroundings): readonly (readonly [string, string])[] {
  const { prefix, other, sibling, bucket, externalId, otherExternalId } = around;
  const bare = prefix.slice(0, -1);
  const place = text.endsWith(`${prefix}*`) ? text.slice(0, -`${prefix}*`.length) : undefined;
  if (place !== undefined)
    return [
      ["without its slash", `${place}${bare}*`],
      ["of the look-alike", `${place}${sibling}*`],
      ["of another partner", `${place}${other}*`],
      ["of every partner", `${place}*`],
      ["with a ? for its last letter", `${place}${bare.slice(0, -1)}?/*`],
    ];
  if (text === `arn:aws:s3:::${bucket}`)
    return [
      ["of the bucket made every object's", `${text}*`],
      ["of the bucket made every bucket's", "arn:aws:s3:::*"],
    ];
  if (text === externalId)
    return [
      ["made another's", otherExternalId],
      ["in the wrong case", text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase()],
      ["with * at its end", `${text}*`],
    ];
  if (text.endsWith("-??????"))
    return [
      ["with -* for its ending", text.replace(/-\?{6}$/, "-*")],
      ["with * for its ending", text.replace(/-\?{6}$/, "*")],
      ["of every partner", text.replace(/:secret:.*$/, ":secret:vendor/*")],
    ];
  if (text.startsWith("arn:aws:kms:")) return [["of every key", text.replace(/:key\/.*$/, ":key/*")]];
  if (/^arn:aws:transfer:.*:user\//.test(text))
    return [
      ["of every user of the server", text.replace(/[^/]*$/, "*")],
      ["of every server", text.replace(/:user\/.*$/, ":user/*")],
    ];
  if (/^arn:aws:iam::\d+:role\//.test(text))
    return [["of every role of that account", text.replace(/:role\/.*$/, ":role/*")]];
  if (text.endsWith(".amazonaws.com")) return [["of every service", "*.amazonaws.com"]];
  return [];
}

function resourceChanges(statement: Statement, around: Surroundings): Change[] {
  const resources = listOf(statement.Resource);
  if (resources.length === 0) return [];
  return [
    ...(resources.includes("*") ? [] : [["resource made *", { ...statement, Resource: "*" }] as const]),
    ...widerTexts(resources, around).map(
      ([what, to]): Change => [
        `resource ${what}`,
        { ...statement, Resource: to.length === 1 ? (to[0] ?? "*") : to },
      ],
    ),
  ];
}

function actionChanges(statement: Statement): Change[] {
  const actions = listOf(statement.Action);
  const fewer = actions.length < 2 ? [] : actions;
  const more = statement.Effect === "Allow" ? moreActions(actions) : [];
  return [
    ...fewer.map(
      (action): Change => [
        `without ${action}`,
        { ...statement, Action: actions.filter((other) => other !== action) },
      ],
    ),
    ...more.map((action): Change => [`also ${action}`, { ...statement, Action: [...actions, action] }]),
  ];
}

/** Who is let in made somebody else, or everybody. A Deny's principals are made fewer instead. */
function principalChanges(statement: Statement, around: Surroundings): Change[] {
  const { Principal } = statement;
  if (Principal === undefined) return [];
  const made = (what: string, to: Statement["Principal"] & {}): Change => [
    `principal made ${what}`,
    { ...statement, Principal: to },
  ];
  const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
  if (statement.Effect === "Deny") return [made("another role alone", { AWS: around.otherRole })];
  return [
    made("the company's account", root(around.account)),
    made("the stand-in's account", root(around.sandboxAccount)),
    made("*", "*"),
    made("every AWS principal", { AWS: "*" }),
    made("another service", { Service: "s3.amazonaws.com" }),
  ];
}
