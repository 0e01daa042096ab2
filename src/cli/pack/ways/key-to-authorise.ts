import { parsePublicKey } from "../../../core/ssh-keys.ts";
import type { HandoverPart } from "../../../runbook/handover.ts";
import { code, paragraph, section, tableOf } from "../../page/tree.ts";
import type { PackFacts, WayText } from "../facts.ts";

type KeyToAuthorise = Extract<HandoverPart, { type: "key-to-authorise" }>;

/** What the partner opens where the company logs in at the partner's server. */
export function keyToAuthoriseText(folder: string, part: KeyToAuthorise, { partner }: PackFacts): WayText {
  const { host, port, user, publicKey, hostKey, command, from } = part;
  const key = parsePublicKey(publicKey);
  const source = from === undefined || from.length === 0 ? "" : `from="${from.join(",")}",`;
  const bound = command === undefined ? "" : `,command="${command.replaceAll('"', '\\"')}"`;
  const line = `${source}restrict${bound} ${publicKey.trim()}`;
  const named = publicKey.trim().split(" ").length > 2 ? line : `${line} vendor-${partner}`;
  return {
    files: [{ path: `${folder}/authorized_keys`, text: `${named}\n` }],
    content: [
      ...section(
        "We log in at your server",
        paragraph("We come with this key and nothing else. Its private half exists on our side only."),
        tableOf(
          ["setting", "value"],
          [
            ["your server", { code: `${host}:${port}` }],
            ["user", { code: user }],
            ["our key", key.ok ? `${key.type} ${key.fingerprint}` : "the one in the file below"],
            ...(hostKey === undefined
              ? []
              : [["the host key that we insist on", { code: hostKey.trim() }] as const]),
            [
              "we come from",
              from === undefined || from.length === 0 ? "ask the contact below" : from.join(", "),
            ],
          ],
        ),
        paragraph(
          "Authorise the key for that user. For OpenSSH, add the line of ",
          { code: `${folder}/authorized_keys` },
          " to the user's file, on the server:",
        ),
        code("sh", `cat ${folder}/authorized_keys >> ~/.ssh/authorized_keys`),
        paragraph(
          command === undefined
            ? "It forbids terminals and forwarding."
            : "It forbids terminals, forwarding and every other command than the one agreed.",
          " Let us through your firewall at that port. Before your host key changes, tell us: we refuse a server that presents another one.",
        ),
      ),
    ],
  };
}
