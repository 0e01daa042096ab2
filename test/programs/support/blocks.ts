import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Code, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Situation } from "../../../src/cli/command.ts";
import type { Role } from "./place.ts";

/** A block of command lines in a page, with what stands around it. */
export interface Block {
  readonly file: string;
  /** 1-based line of its fence. */
  readonly line: number;
  readonly script: string;
  /** A new folder in this situation is begun with it. */
  readonly given?: Situation;
  /** What must be typed before it, so that it works where it is run. */
  readonly before?: string;
  /** Why it is not run. */
  readonly noRun?: string;
  /** What it exits with. */
  readonly exit: number;
  /** Flags that answer what would be asked, by command. */
  readonly answers: Readonly<Record<string, string>>;
  /** What the page shows of its output. */
  readonly output?: { readonly text: string; readonly stream: "stdout" | "stderr" };
  /** Whose credentials it has. */
  readonly role: Role;
  /** Files that the page has shown before it, by path. */
  readonly files: Readonly<Record<string, string>>;
}

const SITUATIONS: readonly string[] = ["empty", "account", "configured", "live", "interrupted", "offboarded"];
const ROLES: readonly Role[] = ["operator", "admin", "partner-desk", "sandbox", "engineer"];
/** Other names of shells: a block under one of them would not be run. */
const MISNAMED = ["bash", "shell", "console", "zsh", "shell-session"];

/** The blocks of a page, in order. @throws Error for a block that can't be read as docs/conventions.md describes it */
export function blocksOf(root: string, file: string): readonly Block[] {
  const blocks: Block[] = [];
  let files: Record<string, string> = {};
  for (const { node, next } of codes(fromMarkdown(readFileSync(join(root, file), "utf8")))) {
    const line = node.position?.start.line ?? 0;
    const given = attributesOf(node, `${file}:${line}`);
    const { file: path, ...others } = given;
    if (MISNAMED.includes(node.lang ?? "")) throw new Error(`${file}:${line}: write sh, not ${node.lang}`);
    if (path !== undefined) files[path] = `${node.value}\n`;
    if (node.lang !== "sh") continue;
    blocks.push({
      file,
      line,
      script: node.value,
      files,
      ...read(others, `${file}:${line}`),
      ...outputOf(next, file),
    });
    files = {};
  }
  return blocks;
}

function read(attributes: Readonly<Record<string, string>>, place: string) {
  const { given, exit = "0", as = "operator", before, "no-run": noRun, ...rest } = attributes;
  const role = ROLES.find((known) => known === as);
  if (role === undefined) throw new Error(`${place}: as is one of ${ROLES}`);
  if (given !== undefined && !SITUATIONS.includes(given))
    throw new Error(`${place}: given is one of ${SITUATIONS}`);
  if (noRun === "") throw new Error(`${place}: no-run says why`);
  const unknown = Object.keys(rest).find((name) => !name.startsWith("answer-"));
  if (unknown !== undefined) throw new Error(`${place}: there is no attribute ${unknown}`);
  const answers = Object.entries(rest).map(([name, flags]) => [name.slice("answer-".length), flags]);
  return {
    exit: Number(exit),
    role,
    answers: Object.fromEntries(answers) as Record<string, string>,
    ...(before === undefined ? {} : { before }),
    ...(noRun === undefined ? {} : { noRun }),
    ...(given === undefined ? {} : { given: given as Situation }),
  };
}

function outputOf(next: Nodes | undefined, file: string): Pick<Block, "output"> {
  if (next?.type !== "code" || next.lang !== "text") return {};
  const { stream = "stdout" } = attributesOf(next, file);
  return { output: { text: next.value, stream: stream === "stderr" ? "stderr" : "stdout" } };
}

function attributesOf({ meta }: Code, place: string): Readonly<Record<string, string>> {
  const pairs = [...(meta ?? "").matchAll(/([\w-]+)=(?:"([^"]*)"|(\S+))/g)];
  const rest = pairs.reduce((text, [whole]) => text.replace(whole, ""), meta ?? "").trim();
  if (rest !== "") throw new Error(`${place}: what is ${rest}?`);
  return Object.fromEntries(pairs.map(([, name = "", quoted, bare]) => [name, quoted ?? bare ?? ""]));
}

/** Every block of code below a node, with what stands right after it. */
function codes(node: Nodes): readonly { readonly node: Code; readonly next: Nodes | undefined }[] {
  if (!("children" in node)) return [];
  return node.children.flatMap(
    (child, index): ReturnType<typeof codes> =>
      child.type === "code" ? [{ node: child, next: node.children[index + 1] }] : codes(child),
  );
}
