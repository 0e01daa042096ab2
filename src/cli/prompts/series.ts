import { BACK, type Choice, type Prompter } from "./questions.ts";

/** What has been answered so far, by the questions' names. */
export type Answers<V> = Readonly<Record<string, V>>;

/** How a question of a series is asked. */
export interface Asking<V> {
  readonly prompter: Prompter;
  /** To be handed on to the prompt: whether there is a question before it. */
  readonly back: { readonly back?: true };
  /** What was answered before the person came back to the question. */
  readonly earlier?: V;
}

/** One question of a series. */
export interface SeriesQuestion<V> {
  readonly name: string;
  /** Two or three words for it, where the answers are reviewed. */
  readonly label: string;
  /** Asks it. */
  ask(asking: Asking<V>): Promise<V | typeof BACK>;
  /** The answer as it is reviewed. */
  shown(answer: V): string;
}

/** The questions that apply to the answers so far, in their order: an answer may open, close or change those behind it. */
export type Questions<V> = (answers: Answers<V>) => readonly SeriesQuestion<V>[];

/** Where a series stands. */
interface Progress<V> {
  readonly answers: Answers<V>;
  /** What was ever answered: proposed where a question is asked again. */
  readonly earlier: Answers<V>;
  /** Names of the questions that were asked, in their order. */
  readonly asked: readonly string[];
}

/** What a review says beside the answers. */
export interface ReviewTexts {
  readonly message: string;
  readonly help: string;
  /** What going on leads to, e.g. `Go on to the plan`. */
  readonly goOn: string;
  readonly stop: string;
  /** Further ways to end: offered above `stop`. */
  readonly endings?: readonly Choice[];
  /** Name of the question on whose answer the cursor is at first. Default: on going on. */
  readonly at?: string;
}

/** A series that was gone through and reviewed. */
export interface Reviewed<V> {
  /** The answers that apply, given ones too. */
  readonly answers: Answers<V>;
  /** How the person ended it: the value of one of the further endings, or another text where they stopped. Absent: they go on. */
  readonly ended?: string;
  /** Has the answers reviewed once more, from where they are; what is changed opens and closes questions as before. */
  again(texts: ReviewTexts): Promise<Reviewed<V>>;
}

const GO_ON = ":go-on";
const STOP = ":stop";

/**
 * Asks what applies and is not answered yet, one after the other; each question but the first leads back. Then shows
 * all answers, given ones too, and lets each be changed until the person goes on.
 * @param texts absent: the answers are not reviewed
 * @param given answers that need no question
 * @returns `undefined` where the person stops
 */
export async function askReviewed<V>(
  prompter: Prompter,
  questions: Questions<V>,
  texts: ReviewTexts,
  given: Answers<V> = {},
): Promise<Answers<V> | undefined> {
  const { answers, ended } = await askSeries(prompter, questions, texts, given);
  return ended === undefined ? answers : undefined;
}

/**
 * {@link askReviewed}, whose answers can be reviewed again.
 * @param texts absent: they are not reviewed at first
 * @param heard told what was ever answered and applies, after each answer: what there is where the person leaves
 */
export function askSeries<V>(
  prompter: Prompter,
  questions: Questions<V>,
  texts: ReviewTexts | undefined,
  given: Answers<V>,
  heard: (answers: Answers<V>) => void = () => undefined,
): Promise<Reviewed<V>> {
  const tell = ({ earlier, answers }: Progress<V>) =>
    heard(applying(questions, { ...earlier, ...answers }, given));
  const from = async (start: Progress<V>, shown: ReviewTexts | undefined): Promise<Reviewed<V>> => {
    let progress = await goThrough(prompter, questions, start, tell);
    for (;;) {
      const picked = shown === undefined ? GO_ON : await review(prompter, questions, shown, progress);
      const isEnding = picked === STOP || shown?.endings?.some(({ value }) => value === picked) === true;
      if (picked === GO_ON || isEnding) {
        const now = progress;
        return {
          answers: applying(questions, now.answers, given),
          ...(picked === GO_ON ? {} : { ended: String(picked) }),
          again: (next) => from(now, next),
        };
      }
      const reopened = picked === BACK ? stepBack(questions, progress) : reopen(progress, picked);
      progress = await goThrough(prompter, questions, reopened, tell);
    }
  };
  return from({ answers: given, earlier: given, asked: [] }, texts);
}

function review<V>(
  prompter: Prompter,
  questions: Questions<V>,
  { message, help, goOn, stop, endings = [], at }: ReviewTexts,
  { answers, asked }: Progress<V>,
): Promise<string | typeof BACK> {
  const rows = questions(answers).flatMap(({ name, label, shown }) => {
    const answer = answers[name];
    return answer === undefined ? [] : [{ name, label, value: shown(answer) }];
  });
  const widest = Math.max(...rows.map(({ label }) => label.length));
  return prompter.choice({
    message,
    help,
    whole: true,
    choices: [
      { value: GO_ON, label: goOn },
      ...rows.map(({ name, label, value }) => ({
        value: name,
        label: `${label.padEnd(widest)}  ${value === "" ? "(none)" : value}`,
      })),
      ...endings,
      { value: STOP, label: stop },
    ],
    ...(rows.some(({ name }) => name === at) ? { initial: at } : {}),
    ...leadsBack(asked),
  });
}

async function goThrough<V>(
  prompter: Prompter,
  questions: Questions<V>,
  start: Progress<V>,
  tell: (progress: Progress<V>) => void,
): Promise<Progress<V>> {
  let progress = start;
  for (;;) {
    const { answers, earlier, asked } = progress;
    const next = questions(answers).find(({ name }) => answers[name] === undefined);
    if (next === undefined) return progress;
    const { name } = next;
    const before = earlier[name];
    const back = leadsBack(asked);
    const answer = await next.ask({ prompter, back, ...(before === undefined ? {} : { earlier: before }) });
    progress =
      answer === BACK
        ? stepBack(questions, progress)
        : {
            answers: { ...answers, [name]: answer },
            earlier: { ...earlier, [name]: answer },
            asked: [...asked.filter((other) => other !== name), name],
          };
    tell(progress);
  }
}

function leadsBack(asked: readonly string[]): { readonly back?: true } {
  return asked.length === 0 ? {} : { back: true };
}

/** The question that was asked last, of those that still apply, is open again. */
function stepBack<V>(questions: Questions<V>, progress: Progress<V>): Progress<V> {
  const applying = new Set(questions(progress.answers).map(({ name }) => name));
  const asked = progress.asked.filter((name) => applying.has(name));
  const last = asked.at(-1);
  return last === undefined
    ? { ...progress, asked }
    : reopen({ ...progress, asked: asked.slice(0, -1) }, last);
}

function reopen<V>(progress: Progress<V>, name: string): Progress<V> {
  const { [name]: _open, ...answers } = progress.answers;
  return { ...progress, answers };
}

/** Answers without those to questions that another answer has closed; what was given is never dropped. */
function applying<V>(questions: Questions<V>, answers: Answers<V>, given: Answers<V>): Answers<V> {
  const names = new Set([...questions(answers).map(({ name }) => name), ...Object.keys(given)]);
  return Object.fromEntries(Object.entries(answers).filter(([name]) => names.has(name)));
}
