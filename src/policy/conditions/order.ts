import type { Compare } from "./compare.ts";

/** A number as a policy writes it; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const ISO_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

/**
 * Epoch milliseconds of a W3C ISO 8601 date or of epoch seconds (five digits and more: four are a year);
 * undefined for anything else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function dateOf(text: string): number | undefined {
  if (ISO_DATE.test(text)) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  return /^\d{5,}(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
}

/**
 * A comparison of the request's value with the policy's by `accepts(given - written)`. AWS takes no variables here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compareOrder(
  read: (text: string) => number | undefined,
  accepts: (order: number) => boolean,
): Compare {
  return (given: string, written: string) => {
    const right = read(written);
    if (right === undefined) return { unreadable: `the policy's value "${written}" has the wrong form` };
    const left = read(given);
    if (left === undefined) return { unreadable: `the request's value "${given}" has the wrong form` };
    return accepts(left - right);
  };
}
