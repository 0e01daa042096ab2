import type { Phase } from "../../core/plan.ts";
import type { ActorSpec } from "../../core/probe.ts";
import type { Handed } from "../handover.ts";
import type { Style } from "./style.ts";
import { copied, detail, item, titlesOf } from "./summary-rows.ts";
import { wrap } from "./text.ts";

/** What a summary tells of a partner that is live. */
export interface Live {
  /** What the partner is handed. */
  readonly handed?: Handed;
  /** With a local AWS: whether a process of its own serves it, so that it is there after this one. */
  readonly local?: { readonly served: boolean };
}

/** What exists after an onboarding, how the partner connects, and what it or the workload is handed. */
export function liveLines(phase: Phase, { handed, local }: Live, style: Style): string[] {
  const connection = connectionOf(phase.actors);
  return [
    "",
    style.bold("  What exists"),
    ...titlesOf(phase, "apply").map((title) => item(title, style)),
    ...(connection === undefined
      ? []
      : ["", style.bold("  How it connects"), ...connectionLines(connection, style)]),
    ...(handed === undefined
      ? []
      : handed.readBy === "workload"
        ? workloadLines(handed, style)
        : ["", style.bold("  What it is handed"), ...handedLines(handed, style)]),
    ...(local === undefined
      ? []
      : ["", style.bold("  On this machine"), ...localLines(local, handed, style)]),
  ];
}

/** Where the key is. A private half that was made is in the secret and nowhere else. */
function handedLines(handed: Handed, style: Style): string[] {
  const { name, arn, keyMade, fingerprint, readers } = handed;
  const print = fingerprint === undefined ? "" : `${fingerprint}, `;
  const holds = keyMade
    ? "holds the private key, and nothing else does, with how to connect"
    : "says how to connect; the private key stays with the partner";
  return [
    detail("key", `${print}${keyMade ? "made for it" : "the partner's own"}`, style),
    detail("secret", arn ?? name, style),
    detail("", holds, style),
    ...readers.map((reader, index) => detail(index === 0 ? "readers" : "", reader, style)),
    copied(handed.command, style),
  ];
}

/** The partner gets a public key; how to connect is the workload's to read, and nobody else's. */
function workloadLines(
  { name, arn, fingerprint, publicKey, keyStage, readers }: Handed,
  style: Style,
): string[] {
  const gets = ["", style.bold("  What the partner gets"), detail("our key", publicKey ?? "", style)];
  return [
    ...(publicKey === undefined ? [] : gets),
    "",
    style.bold("  What your workload uses"),
    ...readers.map((reader, index) => detail(index === 0 ? "role" : "", reader, style)),
    detail("secret", arn ?? name, style),
    ...(fingerprint === undefined
      ? []
      : [detail("", `holds the private key of ${fingerprint}, and nothing else does`, style)]),
    ...(keyStage === undefined
      ? []
      : [detail("", `stage AWSCURRENT says how to connect, stage ${keyStage} is the key`, style)]),
  ];
}

function localLines(
  { served }: { readonly served: boolean },
  handed: Handed | undefined,
  style: Style,
): string[] {
  return [
    ...(served
      ? []
      : [
          wrap(
            "This AWS is up only while something runs it. In another terminal, in this folder:",
            style.width,
            "    ",
          ),
          copied("vendor local", style),
        ]),
    ...(handed?.readBy === "workload"
      ? []
      : [
          "    To fetch the secret as the desk that hands it over:",
          copied('eval "$(vendor local --env --as partner-desk)"', style),
        ]),
  ];
}

type Connection = Extract<ActorSpec, { type: "sftp" }>;

function connectionOf(actors: Phase["actors"]): Connection | undefined {
  return Object.values(actors).find((actor) => actor.type === "sftp");
}

function connectionLines({ host, port, user, hostKeys }: Connection, style: Style): string[] {
  const command = port === 22 ? `sftp ${user}@${host}` : `sftp -P ${port} ${user}@${host}`;
  return [
    detail("host", `${host}, port ${port}`, style),
    detail("user", user, style),
    ...hostKeys.map((key) => detail("host key", key, style)),
    copied(command, style),
  ];
}
