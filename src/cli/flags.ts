import { shellWord } from "../core/shell-word.ts";
import type { CommonOptions } from "./options.ts";

/**
 * The flags that another command needs to work in the same place as this one, e.g. ` --local`: each with a space
 * before it, so that they can follow any command.
 */
export function placeFlags({ local, config, profile, region }: CommonOptions): string {
  const flags = [
    ...(local ? ["--local"] : []),
    ...(config === undefined ? [] : ["--config", shellWord(config)]),
    ...(profile === undefined ? [] : ["--profile", shellWord(profile)]),
    ...(region === undefined ? [] : ["--region", shellWord(region)]),
  ];
  return flags.map((flag) => ` ${flag}`).join("");
}
