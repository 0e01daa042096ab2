import type { HostKey } from "../../../access/sftp/host-keys.ts";
import { checkBlob, KEY_TYPES } from "../../../core/ssh/key-blob.ts";
import type { PackFile } from "../facts.ts";

/** A login, as configuration files of programs say it. */
export interface Login {
  readonly folder: string;
  readonly partner: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` */
  readonly hostKeys: readonly string[];
  /** Those of them that the server was seen to present. */
  readonly known: readonly HostKey[];
}

/** Where the pack's files expect the private key: beside the README, where it is saved by the partner. */
export function keyFileOf(partner: string): string {
  return `${partner}.key`;
}

/** Configuration for each program that partners use. */
export function clientFiles(login: Login): readonly PackFile[] {
  const file = (name: string, text: string): PackFile => ({ path: `${login.folder}/${name}`, text });
  return [
    ...(login.known.length === 0 ? [] : [file("known_hosts", knownHosts(login))]),
    file("ssh_config", sshConfig(login)),
    file("winscp.txt", winscp(login)),
    file("filezilla.xml", filezilla(login)),
    file("cyberduck.duck", cyberduck(login)),
    file("lftp.txt", lftp(login)),
  ];
}

/** https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT */
function knownHosts({ host, port, known }: Login): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return known.map(({ type, base64 }) => `${name} ${type} ${base64}\n`).join("");
}

function sshOptions({ folder, partner, known }: Login): readonly (readonly [string, string])[] {
  return [
    ["IdentityFile", keyFileOf(partner)],
    ["IdentitiesOnly", "yes"],
    ...(known.length === 0
      ? []
      : ([
          ["UserKnownHostsFile", `${folder}/known_hosts`],
          ["StrictHostKeyChecking", "yes"],
        ] as const)),
  ];
}

function sshConfig(login: Login): string {
  const { partner, host, port, user, folder } = login;
  const lines = [["HostName", host], ["Port", String(port)], ["User", user], ...sshOptions(login)];
  return [
    `# For OpenSSH, from the folder of the README: sftp -F ${folder}/ssh_config ${partner}`,
    `Host ${partner}`,
    ...lines.map(([name, value]) => `  ${name} ${value}`),
    "",
  ].join("\n");
}

/**
 * Every key to expect, for `-hostkey`: with type and size where the key was seen, by its digest alone else.
 * https://winscp.net/eng/docs/scriptcommand_open#hostkey
 */
export function winscpHostKey({ hostKeys, known }: Pick<Login, "hostKeys" | "known">): string {
  return hostKeys
    .map((print) => {
      const digest = print.replace(/^SHA256:/, "");
      const key = known.find(({ fingerprint }) => fingerprint === print);
      return key === undefined ? digest : `${key.type} ${bitsOf(key)} ${digest}`;
    })
    .join(";");
}

/** As WinSCP counts: an Ed25519 key has 255 bits. */
function bitsOf({ type, base64 }: HostKey): number {
  const known = KEY_TYPES.find((name) => name === type);
  const bits = known === undefined ? 0 : checkBlob(known, Buffer.from(base64, "base64"));
  return type === "ssh-ed25519" ? 255 : Number(bits);
}

/** https://winscp.net/eng/docs/scripting */
function winscp(login: Login): string {
  const { user, host, port, partner } = login;
  return [
    "# For WinSCP 5.16 or later, from the folder of the README",
    "option batch abort",
    "option confirm off",
    `open sftp://${encodeURIComponent(user)}@${host}:${port}/ -privatekey="${partner}.ppk" -hostkey="${winscpHostKey(login)}"`,
    "ls",
    "# put report.csv",
    "# get invoice.csv",
    "exit",
    "",
  ].join("\r\n");
}

/** A site for FileZilla's import: protocol 1 is SFTP, logon type 5 a key file. */
function filezilla({ host, port, user, partner }: Login): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3>
  <Servers>
    <Server>
      <Host>${xml(host)}</Host>
      <Port>${port}</Port>
      <Protocol>1</Protocol>
      <Type>0</Type>
      <User>${xml(user)}</User>
      <Keyfile>${xml(keyFileOf(partner))}</Keyfile>
      <Logontype>5</Logontype>
      <Name>${xml(partner)}</Name>
    </Server>
  </Servers>
</FileZilla3>
`;
}

/**
 * A bookmark. Its members: https://docs.cyberduck.io/cyberduck/bookmarks/ and
 * https://github.com/iterate-ch/cyberduck/blob/master/core/src/main/java/ch/cyberduck/core/serializer/HostDictionary.java
 */
function cyberduck({ host, port, user, partner }: Login): string {
  const members = [
    ["Protocol", "sftp"],
    ["Nickname", partner],
    ["Hostname", host],
    ["Port", String(port)],
    ["Username", user],
  ].map(([name = "", value = ""]) => `  <key>${name}</key>\n  <string>${xml(value)}</string>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${members.join("")}</dict>
</plist>
`;
}

function lftp(login: Login): string {
  const options = sshOptions(login).map(([name, value]) =>
    name === "IdentityFile" ? `-i ${value}` : `-o ${name}=${value}`,
  );
  return [
    `# For lftp, from the folder of the README: lftp -e "source ${login.folder}/lftp.txt"`,
    `set sftp:connect-program "ssh -a -x ${options.join(" ")}"`,
    `open -u ${login.user}, -p ${login.port} sftp://${login.host}`,
    "",
  ].join("\n");
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
