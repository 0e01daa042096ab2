import "./takeover.ts";
import { writeFileSync } from "node:fs";
import { openVirtualGround } from "./ground.ts";
import { type Asked, openPlayer } from "./play.ts";

/** Plays the seeds that its parent sends, and answers each with what came of it. */
async function work(runbooks: string, traceFile: string | undefined): Promise<void> {
  const ground = await openVirtualGround(runbooks);
  const player = openPlayer(ground);
  process.once("exit", ground.close);
  process.on("disconnect", () => process.exit());
  process.on("message", (asked: Asked) => {
    const lines: string[] = [];
    const keep = traceFile === undefined ? undefined : (line: string) => void lines.push(line);
    void player.play(asked, keep).then(({ left: _left, ...result }) => {
      if (traceFile !== undefined) writeFileSync(traceFile, lines.join("\n"));
      process.send?.(result);
    });
  });
  process.send?.("ready");
}

void work(process.argv[2] ?? "", process.argv[3]);
