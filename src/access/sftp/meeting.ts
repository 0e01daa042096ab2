import type { Meeting } from "../../core/meeting.ts";
import { parseHostKey } from "../../core/ssh/host-key.ts";
import { type HostKeyQuestion, OFFERS, type Offer, type ShakeError, shakeHands } from "./handshake.ts";

/** A server of somebody else's, and the key that it is known by. */
export interface PinnedServer extends HostKeyQuestion {
  /** `TYPE BASE64`, or a `SHA256:…` fingerprint. */
  readonly hostKey: string;
}

/** A server that has no key of the kind that was offered. */
const NO_SUCH_KEY = /no matching host key format/i;

/**
 * Connects to a server and compares its host key with the pinned one. Nobody logs in: it is hung up before a user name
 * is sent. One connection where the server has the pinned key; more to name the keys that it has
 * instead, or to find the kind of one of which only the fingerprint is pinned.
 */
export async function meetServer(server: PinnedServer): Promise<Meeting> {
  const { fingerprint: pinned, first } = pinOf(server.hostKey);
  const presented: string[] = [];
  let last: ShakeError | undefined;
  for (const offer of sorted(first)) {
    const { key, proven, error } = await shakeHands(offer, server, (one) => one.fingerprint === pinned);
    if (proven) return { verdict: "same", pinned };
    if (key?.fingerprint === pinned) return { verdict: "unproven", pinned };
    if (key !== undefined) presented.push(key.fingerprint);
    // Another key of the very kind that is pinned: what else it has no longer matters.
    if (key !== undefined && offer === first) break;
    if (error === undefined) continue;
    last = error;
    if (!NO_SUCH_KEY.test(error.message)) break;
  }
  if (presented.length > 0) return { verdict: "other", pinned, presented };
  return { verdict: "unreached", pinned, ...whyUnreached(last) };
}

/** The pinned fingerprint, and what to offer first where the key's kind is known. */
function pinOf(text: string): { readonly fingerprint: string; readonly first?: Offer } {
  const pin = parseHostKey(text);
  if (!pin.ok) return { fingerprint: text };
  const [type = ""] = pin.text.split(" ");
  const first = OFFERS.find((offer) => offer.some((name) => kindOf(name) === type));
  return { fingerprint: pin.fingerprint, ...(first === undefined ? {} : { first }) };
}

/** The kind of key behind a signature algorithm (RFC 8332). */
function kindOf(algorithm: string): string {
  return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}

function sorted(first: Offer | undefined): readonly Offer[] {
  return first === undefined ? OFFERS : [first, ...OFFERS.filter((offer) => offer !== first)];
}

/** Node's codes in words: https://nodejs.org/api/errors.html#common-system-errors and of dns. */
const WHY: Readonly<Record<string, string>> = {
  ENOTFOUND: "no such host name is known here",
  EAI_AGAIN: "the name server does not answer",
  ECONNREFUSED: "nothing listens on that port",
  ECONNRESET: "it closed the connection before it presented a key",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ETIMEDOUT: "there was no answer",
};

function whyUnreached(error: ShakeError | undefined): { readonly code: string; readonly why: string } {
  const { level, code, message } = error ?? { message: "" };
  if (level === "client-timeout") return { code: "ETIMEDOUT", why: "there was no answer" };
  if (/no matching/i.test(message))
    return { code: "NO_ALGORITHM", why: "it answers, but offers no algorithm that is safe today" };
  const known = typeof code === "string" ? code : undefined;
  if (known === undefined)
    return { code: "NO_SSH", why: "what listens there hung up, or does not speak SSH" };
  return { code: known, why: WHY[known] ?? "the connection failed" };
}
