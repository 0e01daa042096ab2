import { compareAddress } from "./addresses.ts";
import { compareArn } from "./arns.ts";
import type { Compare } from "./compare.ts";
import { compareOrder, dateOf, numberOf } from "./order.ts";
import { compareBinary, compareBool } from "./scalars.ts";
import { compareString, compareStringFold, compareStringLike } from "./strings.ts";

/** A condition operator, without its prefix and suffix. */
export interface Operator {
  readonly compare: Compare;
  /** `…Not…`: true where no value of the policy matches, an absent key included. */
  readonly negated: boolean;
}

const is = (compare: Compare): Operator => ({ compare, negated: false });
const not = (compare: Compare): Operator => ({ compare, negated: true });

const equal = (order: number) => order === 0;
const less = (order: number) => order < 0;
const atMost = (order: number) => order <= 0;
const greater = (order: number) => order > 0;
const atLeast = (order: number) => order >= 0;

/**
 * Every operator but `Null`, by its exact name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: is(compareString),
  StringNotEquals: not(compareString),
  StringEqualsIgnoreCase: is(compareStringFold),
  StringNotEqualsIgnoreCase: not(compareStringFold),
  StringLike: is(compareStringLike),
  StringNotLike: not(compareStringLike),
  NumericEquals: is(compareOrder(numberOf, equal)),
  NumericNotEquals: not(compareOrder(numberOf, equal)),
  NumericLessThan: is(compareOrder(numberOf, less)),
  NumericLessThanEquals: is(compareOrder(numberOf, atMost)),
  NumericGreaterThan: is(compareOrder(numberOf, greater)),
  NumericGreaterThanEquals: is(compareOrder(numberOf, atLeast)),
  DateEquals: is(compareOrder(dateOf, equal)),
  DateNotEquals: not(compareOrder(dateOf, equal)),
  DateLessThan: is(compareOrder(dateOf, less)),
  DateLessThanEquals: is(compareOrder(dateOf, atMost)),
  DateGreaterThan: is(compareOrder(dateOf, greater)),
  DateGreaterThanEquals: is(compareOrder(dateOf, atLeast)),
  Bool: is(compareBool),
  BinaryEquals: is(compareBinary),
  IpAddress: is(compareAddress),
  NotIpAddress: not(compareAddress),
  ArnEquals: is(compareArn),
  ArnLike: is(compareArn),
  ArnNotEquals: not(compareArn),
  ArnNotLike: not(compareArn),
};

/** An operator's name taken apart. */
export interface ParsedOperator {
  /** `Null` stands apart: it asks whether a key is there. */
  readonly name: string;
  readonly operator: Operator | "Null";
  readonly set: "ForAllValues" | "ForAnyValue" | undefined;
  readonly ifExists: boolean;
}

/** Every name that an operator can have. */
const PARSED: ReadonlyMap<string, ParsedOperator> = new Map<string, ParsedOperator>([
  ["Null", { name: "Null", operator: "Null", set: undefined, ifExists: false }],
  ...Object.entries(OPERATORS).flatMap(([name, operator]) =>
    ([undefined, "ForAllValues", "ForAnyValue"] as const).flatMap((set) =>
      [false, true].map((ifExists) => {
        const text = `${set === undefined ? "" : `${set}:`}${name}${ifExists ? "IfExists" : ""}`;
        return [text, { name, operator, set, ifExists }] as const;
      }),
    ),
  ),
]);

/** Reads `ForAnyValue:StringLikeIfExists` and the like; undefined for an operator that AWS does not know. */
export function parseOperator(text: string): ParsedOperator | undefined {
  return PARSED.get(text);
}
