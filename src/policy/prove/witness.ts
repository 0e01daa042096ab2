import { ANY } from "../match.ts";
import { accepts, closure, type Glob, type Language } from "./language.ts";

/**
 * A text that several languages have in common, or the proof that there is none.
 * `unknown`: given up after too many states, which only patterns with very many `*` and `?` can do.
 */
export type Search =
  | { readonly found: "text"; readonly text: string }
  | { readonly found: "none" }
  | { readonly found: "unknown" };

/** One language of a search. `prefix`: a text counts as soon as any beginning of it is in the language. */
export interface Wanted {
  readonly language: Language;
  readonly prefix: boolean;
}

/** States that a search may look at. */
const STATES = 20_000;

/** Where every pattern of one wanted language is, and whether a beginning was accepted already. */
interface Place {
  readonly sets: readonly (readonly number[])[];
  readonly accepted: boolean;
}

interface Node {
  readonly places: readonly Place[];
  readonly from: Node | undefined;
  readonly by: string;
}

type Machine = Wanted & { readonly globs: readonly Glob[] };

/**
 * The shortest text in all of `wanted`: breadth first through the product of the patterns' automata, built as far as
 * it is reached, over the characters that they name and one that none of them does.
 */
export function commonText(wanted: readonly Wanted[]): Search {
  const machines = wanted.map((each) => ({ ...each, globs: [...new Set(globsIn(each.language))] }));
  const characters = alphabetOf(machines);
  const first: Node = { places: machines.map(startOf), from: undefined, by: "" };
  const seen = new Set([keyOf(first)]);
  const queue = [first];
  for (const node of queue) {
    if (node.places.every((place, index) => isAccepted(machines[index], place)))
      return { found: "text", text: textOf(node) };
    for (const by of characters) {
      const places = machines.map((machine, index) => step(machine, node.places[index], by));
      if (places.some((place, index) => isHopeless(machines[index], place))) continue;
      const next: Node = { places, from: node, by };
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= STATES) return { found: "unknown" };
      seen.add(key);
      queue.push(next);
    }
  }
  return { found: "none" };
}

function globsIn(language: Language): readonly Glob[] {
  switch (language.is) {
    case "like":
      return [language.glob];
    case "and":
    case "or":
      return language.of.flatMap(globsIn);
    case "not":
      return globsIn(language.of);
    default:
      return [];
  }
}

/** Every character that some pattern tells from others, and one that none does: all the rest behave like that one. */
function alphabetOf(machines: readonly Machine[]): readonly string[] {
  const named = new Set<string>();
  for (const { globs } of machines)
    for (const { tokens, fold } of globs)
      for (const token of tokens) {
        if (typeof token !== "string") continue;
        named.add(token);
        if (fold) for (const form of [token.toLowerCase(), token.toUpperCase()]) named.add(form);
      }
  const single = [...named].filter((character) => Array.from(character).length === 1);
  const other = Array.from("xyzabcdefghijklmnopqrstuvw0123456789-_~").find(
    (character) => !machines.some(({ globs }) => globs.some((glob) => tells(glob, character))),
  );
  return [other ?? "\u{10ffff}", ...single];
}

function tells({ tokens, fold }: Glob, character: string): boolean {
  return tokens.some((token) => typeof token === "string" && accepts(token, character, fold));
}

function startOf(machine: Machine): Place {
  const sets = machine.globs.map(({ tokens }) => sorted(closure(tokens, [0])));
  return { sets, accepted: machine.prefix && holds(machine, sets) };
}

function step(machine: Machine, place: Place | undefined, character: string): Place {
  if (place === undefined || place.accepted) return place ?? { sets: [], accepted: false };
  const sets = machine.globs.map(({ tokens, fold }, index) => {
    const next = (place.sets[index] ?? []).flatMap((at) => {
      const token = tokens[at];
      if (token === ANY) return [at];
      return token !== undefined && accepts(token, character, fold) ? [at + 1] : [];
    });
    return sorted(closure(tokens, next));
  });
  return { sets, accepted: machine.prefix && holds(machine, sets) };
}

function isAccepted(machine: Machine | undefined, place: Place): boolean {
  return machine !== undefined && (place.accepted || holds(machine, place.sets));
}

/** Whether a text that ends here is in the language. */
function holds({ language, globs }: Machine, sets: Place["sets"]): boolean {
  const judge = (part: Language): boolean => {
    switch (part.is) {
      case "all":
        return true;
      case "none":
        return false;
      case "like":
        return setOf(part.glob, globs, sets).includes(part.glob.tokens.length);
      case "and":
        return part.of.every(judge);
      case "or":
        return part.of.some(judge);
      case "not":
        return !judge(part.of);
    }
  };
  return judge(language);
}

/** Whether no text that goes on from here can be in the language. */
function isHopeless(machine: Machine | undefined, place: Place): boolean {
  if (machine === undefined || place.accepted) return false;
  const { globs } = machine;
  /** What a part will be whatever follows: `undefined` where that is open. */
  const fate = (part: Language): boolean | undefined => {
    switch (part.is) {
      case "all":
        return true;
      case "none":
        return false;
      case "like": {
        const at = setOf(part.glob, globs, place.sets);
        const { tokens } = part.glob;
        if (at.length === 0) return false;
        return at.includes(tokens.length - 1) && tokens.at(-1) === ANY ? true : undefined;
      }
      case "not": {
        const inner = fate(part.of);
        return inner === undefined ? undefined : !inner;
      }
      default: {
        const decisive = part.is === "or";
        const fates = part.of.map(fate);
        if (fates.includes(decisive)) return decisive;
        return fates.includes(undefined) ? undefined : !decisive;
      }
    }
  };
  return fate(machine.language) === false;
}

function setOf(glob: Glob, globs: readonly Glob[], sets: Place["sets"]): readonly number[] {
  return sets[globs.indexOf(glob)] ?? [];
}

function sorted(places: ReadonlySet<number>): readonly number[] {
  return [...places].sort((a, b) => a - b);
}

function keyOf({ places }: Node): string {
  return places
    .map(({ sets, accepted }) => (accepted ? "+" : sets.map((set) => set.join(",")).join(";")))
    .join("|");
}

function textOf(node: Node): string {
  const characters: string[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.from) characters.push(at.by);
  return characters.reverse().join("");
}
