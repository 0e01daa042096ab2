import { setMaxListeners } from "node:events";
import type { PushedFile } from "../../audit/push-record.ts";
import { INTERRUPTED } from "../result.ts";
import type { Session } from "../session.ts";
import { type Sending, send } from "./send.ts";
import type { Target } from "./targets.ts";

/** What came of sending several files. */
export interface Sent {
  readonly arrived: readonly PushedFile[];
  /** What ended it early. */
  readonly thrown?: unknown;
  readonly stopped: boolean;
}

/** Sends files one after the other; ends at the first that fails, and at a stop signal. Never throws. */
export async function sendAll(
  { host, sink, stops, say }: Session,
  { targets, ...sending }: Omit<Sending, "signal" | "progress"> & { readonly targets: readonly Target[] },
): Promise<Sent> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const release = stops.take((name) => {
    if (controller.signal.aborted) host.exit(INTERRUPTED);
    say(`${name}: stopping after what is in flight. A second one stops at once and may leave parts behind.`);
    controller.abort();
  });
  const arrived: PushedFile[] = [];
  try {
    for (const target of targets) {
      const { file, key, size } = target;
      const begunAt = host.clock.elapsed();
      sink.emit({ type: "upload.started", file, key, bytes: size });
      const progress = (sent: number) => sink.emit({ type: "upload.progress", file, key, sent });
      arrived.push(await send(target, { ...sending, signal: controller.signal, progress }));
      sink.emit({ type: "upload.finished", file, key, ms: host.clock.elapsed() - begunAt });
    }
    return { arrived, stopped: false };
  } catch (thrown) {
    return { arrived, thrown, stopped: controller.signal.aborted };
  } finally {
    release();
  }
}
