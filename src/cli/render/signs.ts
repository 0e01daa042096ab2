import type { Action } from "../../core/plan.ts";
import type { Verdict } from "../../core/probe.ts";
import type { Style } from "./style.ts";

/** The sign and the word of each action; colour only comes on top of them. */
const ACTIONS: Readonly<Record<Action, { readonly sign: string; readonly word: string }>> = {
  create: { sign: "+", word: "create" },
  update: { sign: "~", word: "change" },
  adopt: { sign: ">", word: "adopt" },
  release: { sign: "<", word: "release" },
  remove: { sign: "-", word: "remove" },
  none: { sign: " ", word: "keep" },
};

/** Width of the longest word of an action, so that what follows stands in a column. */
const WORD = 6;

/** An action's sign; nothing for a screen reader, which is told the word. */
export function signOf(action: Action, style: Style): string {
  return style.accessible ? "" : painted(action, `${ACTIONS[action].sign} `, style);
}

/** An action's sign and its word, as wide as any other: `+ create`. */
export function actionMark(action: Action, style: Style): string {
  const word = ACTIONS[action].word.padEnd(WORD);
  return `${signOf(action, style)}${painted(action, word, style)}`;
}

/** An action's sign by itself, for where there is no style. */
export function bareSign(action: Action): string {
  return ACTIONS[action].sign;
}

/** What an action is called. */
export function actionWord(action: Action): string {
  return ACTIONS[action].word;
}

/** How an attempt must end. */
export function verdictMark(expect: Verdict, style: Style): string {
  if (style.accessible) return expect === "allowed" ? "must be allowed:" : "must be refused:";
  return expect === "allowed" ? style.good("✓") : style.bad("⊘");
}

/** What a reader must not miss. */
export function warningMark(style: Style): string {
  return style.warn(style.accessible ? "Warning:" : "!");
}

function painted(action: Action, text: string, style: Style): string {
  if (action === "create") return style.good(text);
  return action === "remove" ? style.bad(text) : style.warn(text);
}
