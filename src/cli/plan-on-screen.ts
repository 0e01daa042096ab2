import type { Plan } from "../core/plan.ts";
import { BACK, type Prompter } from "./prompts/questions.ts";
import { planText } from "./render/plan.ts";
import { partsOf } from "./render/plan-parts.ts";
import type { Session } from "./session.ts";

/** One thing that a person can have done to a plan on the screen. */
export interface Turn {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  /** Does it, and shows the plan as it is then. */
  take(): Promise<void>;
}

/** A plan on the screen, whose parts a person unfolds and folds again before agreeing to it. */
export interface PlanOnScreen {
  show(): void;
  /** What can be unfolded or folded now; none where there is nothing in the plan. */
  turns(): readonly Turn[];
}

/** Puts a plan on the screen with its documents folded. Leaving a question of `prompter` changes nothing. */
export function planOnScreen({ host, errStyle }: Session, prompter: Prompter, plan: Plan): PlanOnScreen {
  const parts = partsOf(plan);
  let unfolded: ReadonlySet<string> = new Set();
  const show = () => void host.stderr.write(`\n${planText(plan, errStyle, unfolded)}\n\n`);
  const showAs = (next: ReadonlySet<string>) => {
    unfolded = next;
    show();
  };
  const everything = (): Turn => {
    const whole = unfolded.size === parts.length;
    const next = new Set(whole ? [] : parts.map(({ id }) => id));
    return {
      value: "everything",
      label: whole ? "Fold everything" : "Show everything",
      ...(whole ? {} : { hint: "every call, document, gate and probe" }),
      take: async () => showAs(next),
    };
  };
  const pick = async () => {
    const picked = await prompter.choice({
      message: "Which part?",
      back: true,
      choices: parts.map(({ id, title, hint }) => ({
        value: id,
        label: title,
        hint: unfolded.has(id) ? `${hint}, shown` : hint,
      })),
    });
    if (picked === BACK) return;
    const others = [...unfolded].filter((id) => id !== picked);
    showAs(new Set(unfolded.has(picked) ? others : [...others, picked]));
  };
  const part: Turn = { value: "part", label: "Unfold or fold a part", take: pick };
  return { show, turns: () => (parts.length === 0 ? [] : [everything(), part]) };
}
