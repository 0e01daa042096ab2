import type { RootContent } from "mdast";
import { shellWord } from "../../../core/shell-word.ts";
import { parsePublicKey } from "../../../core/ssh-keys.ts";
import type { HandoverPart } from "../../../runbook/handover.ts";
import { code, list, paragraph, section, tableOf } from "../../page/tree.ts";
import type { PackFacts, PackFile, ServerFacts, WayText } from "../facts.ts";
import { clientFiles, keyFileOf, type Login, winscpHostKey } from "./sftp-clients.ts";

type SftpLogin = Extract<HandoverPart, { type: "sftp-login" }>;

/** The key types that Transfer takes for users. https://docs.aws.amazon.com/transfer/latest/userguide/key-management.html */
const KEY_TYPES =
  "Ed25519, ECDSA (nistp256, nistp384, nistp521), or RSA with SHA-2 (rsa-sha2-256, rsa-sha2-512)";

/** How to log in at the company's SFTP server, with each program that partners use. */
export function sftpLoginText(folder: string, part: SftpLogin, facts: PackFacts): WayText {
  const server = facts.servers[part.server] ?? { hostKeys: [] };
  const login: Login = { ...part, folder, partner: facts.partner, known: server.hostKeys };
  const files = clientFiles(login);
  return {
    files,
    content: [
      ...section(
        "SFTP: where and as whom",
        tableOf(
          ["setting", "value"],
          [
            ["host", { code: part.host }],
            ["port", { code: String(part.port) }],
            ["user", { code: part.user }],
            ["key", keyText(part, facts)],
            ["password", "none: keys only"],
          ],
        ),
        paragraph(...privateKeyText(facts)),
      ),
      ...section("SFTP: the server's host keys", ...hostKeyText(part, server, folder)),
      ...section("SFTP: with which program", ...programs(login, files)),
      ...section("SFTP: what the server accepts", ...accepted(server)),
    ],
  };
}

function keyText({ publicKey = "" }: SftpLogin, { handed }: PackFacts): string {
  const key = parsePublicKey(publicKey);
  const print = key.ok ? `${key.type} ${key.fingerprint}` : (handed?.fingerprint ?? "");
  return handed?.keyMade === true ? `${print}, made for you` : `${print}, yours`;
}

function privateKeyText({ handed, owner, partner }: PackFacts) {
  const file = { code: keyFileOf(partner) };
  if (handed?.keyMade === true)
    return [
      "The private key is not in this pack and must never travel with it. Get it from ",
      owner,
      ", who has it fetched from Secrets Manager, and save it beside this file as ",
      file,
      ", readable by you alone.",
    ];
  return [
    "The private key is the one you made; it never left you. Save a copy beside this file as ",
    file,
    ", readable by you alone, or write its path wherever ",
    file,
    " stands below.",
  ];
}

function hostKeyText(
  { hostKeys }: SftpLogin,
  { hostKeys: known }: ServerFacts,
  folder: string,
): RootContent[] {
  const typeOf = (print: string) => known.find(({ fingerprint }) => fingerprint === print)?.type ?? "";
  return [
    paragraph(
      "Your program shows one of these when it first connects. If it shows anything else, stop and ask.",
    ),
    list(hostKeys.map((print) => [{ code: print }, ` ${typeOf(print)}`.trimEnd()])),
    known.length > 0
      ? paragraph(
          { code: `${folder}/known_hosts` },
          " holds these keys for programs that are built on OpenSSH: with it they ask nothing and refuse any other server.",
        )
      : paragraph(
          "There is no known_hosts file in this pack: the server could not be reached from where the pack was made. Compare what your program shows with the fingerprints above.",
        ),
  ];
}

function programs(login: Login, files: readonly PackFile[]): RootContent[] {
  const { folder, user, host, port } = login;
  const has = (name: string) => files.some(({ path }) => path === `${folder}/${name}`);
  const key = keyFileOf(login.partner);
  const known = has("known_hosts")
    ? `-o UserKnownHostsFile=${folder}/known_hosts -o StrictHostKeyChecking=yes `
    : "";
  return [
    paragraph("Run these in the folder of this file."),
    paragraph("OpenSSH:"),
    code(
      "sh",
      `chmod 600 ${key}\nsftp -i ${key} -o IdentitiesOnly=yes ${known}-P ${port} ${shellWord(`${user}@${host}`)}\n\n# The same, with everything in one file:\nsftp -F ${folder}/ssh_config ${login.partner}`,
    ),
    paragraph("WinSCP, at a Windows command prompt; the first line converts the key once:"),
    code(
      "bat",
      `winscp.com /keygen ${key} /output=${key.replace(/\.key$/, ".ppk")}\nwinscp.com /ini=nul /script=${folder}\\winscp.txt`,
    ),
    paragraph(
      "In WinSCP's window instead, the host key to expect is one of ",
      { code: winscpHostKey(login) },
      ".",
    ),
    paragraph(
      "FileZilla: File, Import, ",
      { code: `${folder}/filezilla.xml` },
      "; then choose the key file in the Site Manager. It shows the host key's fingerprint once: compare it with the list above.",
    ),
    paragraph(
      "Cyberduck: open ",
      { code: `${folder}/cyberduck.duck` },
      ", then choose the private key. It trusts what is in ",
      { code: "~/.ssh/known_hosts" },
      has("known_hosts") ? `: append ${folder}/known_hosts to it first.` : ".",
    ),
    paragraph("lftp:"),
    code("sh", `lftp -e "source ${folder}/lftp.txt"`),
  ];
}

function accepted({ algorithms }: ServerFacts): RootContent[] {
  const keys: [string, string] = ["your key", KEY_TYPES];
  if (algorithms === undefined) return [tableOf(["what", "accepted"], [keys])];
  const { policy, ciphers, kexs, macs } = algorithms;
  return [
    paragraph(
      "By its security policy ",
      { code: policy },
      ". An older program that has none of a row can't connect.",
    ),
    tableOf(
      ["what", "accepted"],
      [keys, ["key exchange", kexs.join(", ")], ["ciphers", ciphers.join(", ")], ["MACs", macs.join(", ")]],
    ),
  ];
}
