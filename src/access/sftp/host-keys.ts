import { type HostKey, type HostKeyQuestion, OFFERS, shakeHands } from "./handshake.ts";

export type { HostKey, HostKeyQuestion } from "./handshake.ts";

/**
 * The host keys that a server presents, without logging in. They prove nothing by themselves: compare their fingerprints
 * with what AWS says. None where the server can't be reached from here.
 */
export async function presentedHostKeys(question: HostKeyQuestion): Promise<readonly HostKey[]> {
  const asked = await Promise.all(OFFERS.map((offer) => shakeHands(offer, question, () => false)));
  return asked.flatMap(({ key }) => key ?? []);
}
