import type { Input } from "../host.ts";
import type { Session } from "../session.ts";

const INTERRUPT = "\u0003";

/**
 * Waits for Enter; `false` where it is Ctrl-C, another stop signal or the end of the input instead. The keys are not
 * echoed, so that progress which is redrawn above stays where it is.
 */
export function pressedEnter({ host, stops }: Pick<Session, "host" | "stops">): Promise<boolean> {
  const keyboard = host.stdin as Input & { setRawMode?(mode: boolean): unknown };
  return new Promise((resolve) => {
    const end = (pressed: boolean) => {
      keyboard.off("data", read).off("end", closed);
      keyboard.setRawMode?.(false);
      keyboard.pause();
      release();
      resolve(pressed);
    };
    const read = (keys: Buffer | string) => {
      const text = String(keys);
      if (text.includes(INTERRUPT)) end(false);
      else if (/[\r\n]/.test(text)) end(true);
    };
    const closed = () => end(false);
    const release = stops.take(() => end(false));
    keyboard.setRawMode?.(true);
    keyboard.on("data", read).on("end", closed).resume();
  });
}
