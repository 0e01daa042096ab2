import { Argument, type Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";
import { SCRIPTS, SHELLS, type Shell } from "../completion/scripts.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  completion: {
    given: "empty",
    examples: [
      { why: "bash, from the next shell on", run: "echo 'source <(vendor completion bash)' >> ~/.bashrc" },
      { why: "zsh; compinit must have run", run: "echo 'source <(vendor completion zsh)' >> ~/.zshrc" },
      {
        why: "fish",
        run: "mkdir -p ~/.config/fish/completions && vendor completion fish > ~/.config/fish/completions/vendor.fish",
      },
    ],
  },
};

/** `vendor completion`. */
export function configure(command: Command, invoke: Invoke): void {
  command
    .addArgument(new Argument("<shell>", `which shell: ${SHELLS.join(", ")}`).choices(SHELLS))
    .action((shell: Shell) =>
      invoke("completion", async () => {
        const script = SCRIPTS[shell];
        return { outcome: "done", text: script.trimEnd(), data: { script } };
      }),
    );
}
