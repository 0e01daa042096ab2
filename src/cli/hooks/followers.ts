import type { Event, ResultEvent } from "../../core/events.ts";
import type { Sink } from "../../core/ports.ts";

/** Hears of events and of the result, and holds nobody up. */
export interface Follower {
  tell(event: Event | ResultEvent): void;
  /** Resolves once everybody has been told, or has had their time. */
  settled(): Promise<void>;
}

/** The followers of one command. */
export interface Followers extends Follower {
  /** From now on `follower` hears as well. */
  add(follower: Follower): void;
  /** A sink whose events the followers hear too. */
  heard(sink: Sink): Sink;
}

/** Followers, of whom there are none yet. */
export function openFollowers(): Followers {
  const all: Follower[] = [];
  const tell = (event: Event | ResultEvent) => {
    for (const follower of all) follower.tell(event);
  };
  return {
    add: (follower) => void all.push(follower),
    tell,
    settled: async () => void (await Promise.all(all.map((follower) => follower.settled()))),
    heard: (sink) => ({
      emit(event) {
        sink.emit(event);
        tell(event);
      },
    }),
  };
}
