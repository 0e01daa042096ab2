import { error, type FitnessLine, ok, warning } from "../../plan/fitness/line.ts";
import type { Room } from "../../resources/kind.ts";

/** Below so many more partners somebody should look for room. */
const SOON = 20;

/** How many more partners of a runbook fit, by each limit that they share. */
export function judgeRooms(rooms: readonly Room[]): readonly FitnessLine[] {
  return rooms.map(({ of, left, needs, remedy }) => {
    const more = Math.max(0, Math.floor(left / needs));
    const said = `${more.toLocaleString("en")} more partners by ${of} (${left.toLocaleString("en")} left, ${needs.toLocaleString("en")} each)`;
    if (more === 0)
      return error("room", `No more partners fit: ${left} ${of} are left, and each takes ${needs}.`, remedy);
    return more < SOON ? warning("room", `Room for only ${said}.`, remedy) : ok("room", said);
  });
}
