import { z } from "zod";
import type { Random } from "../../../../src/core/ports.ts";
import { defineOperation } from "../../service.ts";
import { secretFault } from "./faults.ts";

const flag = z.boolean().exactOptional();

const input = z.strictObject({
  PasswordLength: z.number().int().min(1).max(4096).exactOptional(),
  ExcludeCharacters: z.string().max(4096).exactOptional(),
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  ExcludeLowercase: flag,
  IncludeSpace: flag,
  RequireEachIncludedType: flag,
});

type PasswordInput = z.infer<typeof input>;

/** GetRandomPassword. Source of the character sets: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword = defineOperation({
  input,
  readOnly: true,
  handle(request, { world, caller, account }) {
    world.authorize({
      caller,
      action: "secretsmanager:GetRandomPassword",
      resource: "*",
      resourceAccount: account,
    });
    const length = request.PasswordLength ?? 32;
    const sets = characterSets(request);
    const every = request.RequireEachIncludedType ?? true;
    if (sets.length === 0)
      throw secretFault.parameter("The password cannot be empty: every character type is excluded.");
    if (every && length < sets.length) {
      throw secretFault.parameter(`Password length ${length} is too short based on the required types.`);
    }
    const all = sets.join("");
    const required = every ? sets : [];
    const rest = Array.from({ length: length - required.length }, () => all);
    return {
      RandomPassword: shuffled(
        world.random,
        [...required, ...rest].map((set) => pick(world.random, set)),
      ).join(""),
    };
  },
});

function characterSets(request: PasswordInput): string[] {
  const excluded = new Set(request.ExcludeCharacters ?? "");
  const wanted = [
    request.ExcludeUppercase ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    request.ExcludeLowercase ? "" : "abcdefghijklmnopqrstuvwxyz",
    request.ExcludeNumbers ? "" : "0123456789",
    request.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    request.IncludeSpace ? " " : "",
  ];
  return wanted
    .map((set) => [...set].filter((letter) => !excluded.has(letter)).join(""))
    .filter((set) => set !== "");
}

function pick(random: Random, set: string): string {
  return set[below(random, set.length)] ?? "";
}

function shuffled(random: Random, letters: readonly string[]): string[] {
  const keyed = letters.map((letter) => [Buffer.from(random.bytes(8)).toString("hex"), letter] as const);
  return keyed.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, letter]) => letter);
}

function below(random: Random, limit: number): number {
  return Buffer.from(random.bytes(4)).readUInt32BE() % limit;
}
