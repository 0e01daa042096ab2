import type { Env } from "../../core/env.ts";
import type { Clock } from "../../core/ports.ts";
import type { Config, Hook } from "../../runbook/types.ts";
import { plain } from "../render/text.ts";
import type { Session } from "../session.ts";
import { deliver, nameOf } from "./deliver.ts";
import type { Follower } from "./followers.ts";

/** After so many failures in a row a hook is told of nothing more: nobody waits for it again and again. */
const PATIENCE = 3;

/** What hooks are told beside the event itself. */
export interface About {
  /** e.g. `onboard`. */
  readonly command: string;
  /** `vendor-cli/VERSION`. */
  readonly tool: string;
  readonly account: string;
  readonly region: string;
}

/**
 * From now on the hooks of the configuration hear what `session` does. What fails of them is a warning; once the result,
 * which is the last line, has been told, it is told on stderr.
 */
export function followByHooks(session: Session, { hooks, account, region }: Config): void {
  const { host, command, tool, errStyle, sink } = session;
  let over = false;
  const failed = (text: string) => {
    if (over) host.stderr.write(`${errStyle.warn("!")} ${plain(text)}\n`);
    else sink.emit({ type: "warning", text });
  };
  const opened = openHooks(hooks, { command, tool, account, region }, host, failed);
  session.followers.add({
    tell(event) {
      over ||= event.type === "result";
      opened.tell(event);
    },
    settled: opened.settled,
  });
}

/**
 * Opens the hooks of a command. Each is told of one event after the other, hooks at once. Of results they hear where a
 * run was made: who only looks tells nobody.
 * @param failed hears of a hook that could not be told: nothing else comes of that
 */
export function openHooks(
  hooks: readonly Hook[],
  about: About,
  world: { readonly env: Env; readonly clock: Clock },
  failed: (text: string) => void,
): Follower {
  const queues = hooks.map((hook) => ({ hook, last: Promise.resolve(), failures: 0 }));
  let run: { readonly partner?: string; readonly run?: string } = {};
  return {
    tell(event) {
      if (event.type === "run.started") run = { partner: event.partner, run: event.run };
      if (event.type === "result" && run.run === undefined) return;
      const { type, ...rest } = event;
      const told = {
        type,
        at: new Date(world.clock.now()).toISOString(),
        ...rest,
        about: { ...about, ...run },
      };
      for (const queue of queues) {
        if (!queue.hook.on.includes(type)) continue;
        queue.last = queue.last.then(async () => {
          if (queue.failures === PATIENCE) return;
          const wrong = await deliver(queue.hook, told, world.env);
          queue.failures = wrong === undefined ? 0 : queue.failures + 1;
          if (wrong !== undefined) failed(failureText(nameOf(queue.hook), type, wrong, queue.failures));
        });
      }
    },
    settled: async () => void (await Promise.all(queues.map(({ last }) => last))),
  };
}

function failureText(hook: string, event: string, wrong: string, failures: number): string {
  const last =
    failures === PATIENCE ? ` That was ${PATIENCE} times in a row: it is told of nothing more.` : "";
  return `The hook ${hook} was not told of ${event}: ${wrong}.${last}`;
}
