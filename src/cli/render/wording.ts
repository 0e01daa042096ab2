import type { Step } from "../../core/plan.ts";
import { REMOVAL_STAGES } from "../../resources/kind.ts";
import { actionWord } from "./signs.ts";

/** What each stage of a removal does to a resource. */
const REMOVAL_VERBS: Readonly<Record<(typeof REMOVAL_STAGES)[number], string>> = {
  freeze: "freeze",
  revoke: "revoke sessions of",
  remove: "remove",
  delete: "delete",
};

/** What a step does, as a verb before its resource: step IDs are `PHASE/…/STAGE/RESOURCE`. */
export function verbOf({ id, action }: Pick<Step, "id" | "action">): string {
  const stage = REMOVAL_STAGES.find((name) => name === id.split("/").at(-2));
  return action === "remove" && stage !== undefined ? REMOVAL_VERBS[stage] : actionWord(action);
}

/** A step as people read it: `freeze IAM role vendor-acme`. */
export function stepTitle(step: Pick<Step, "id" | "action" | "title">): string {
  return `${verbOf(step)} ${step.title}`;
}

/** An actor's name in words: `heldSession` → `held session`. */
export function actorName(actor: string): string {
  return actor.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bsftp\b/g, "SFTP");
}

/** An attempt by somebody: `list the own prefix · held session`. */
export function attemptTitle(title: string, actor: string | undefined): string {
  return actor === undefined ? title : `${title} · ${actorName(actor)}`;
}
