import type { Command } from "commander";
import type { CommandModule, Invoke } from "../command.ts";

/** Examples and exit codes. */
export const help: CommandModule["help"] = {
  doctor: {
    examples: [
      { why: "credentials, base, room and permissions, each with what to do", run: "vendor doctor" },
      { why: "the same for a program", run: "vendor doctor --json" },
    ],
    exits: { 10: "something is wrong; each error says how it is mended" },
  },
};

/** `vendor doctor`. */
export function configure(command: Command, invoke: Invoke): void {
  command.action(() =>
    invoke("doctor", async (session) => (await import("../doctor/doctor.ts")).doctor(session)),
  );
}
