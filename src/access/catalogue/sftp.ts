import type { Attempt, Probe, SftpAction } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { allowed, BODY, denied } from "./build.ts";
import { type Place, type Targets, workFolder } from "./targets.ts";

/** A key of the own prefix as SFTP names it: the own prefix is the root. */
function pathOf(own: Place, key: string): string {
  return `/${key.slice(own.prefix.length)}`;
}

/** The own canary. */
function canaryPath(own: Place): string {
  return pathOf(own, own.key);
}

/** What probes make over SFTP, in the canary's folder. */
function works(own: Place) {
  const folder = pathOf(own, workFolder(own));
  return {
    file: `${folder}probe.txt`,
    renamed: `${folder}probe-renamed.txt`,
    folder: `${folder}probe-folder`,
    link: `${folder}probe-link`,
  };
}

function sftpAttempt(action: SftpAction): Attempt {
  return { type: "sftp", action };
}

/** What the partner must be able to do over SFTP: the controls of the SFTP group, in an order that leaves nothing behind. */
export function sftpOwn({ own, actors }: Targets): Probe[] {
  const { sftp: actor } = actors;
  if (!actor) return [];
  const probe = (id: string, action: SftpAction, title: string, reason: string): Probe =>
    allowed({ group: "own", actor }, `sftp.own.${id}`, sftpAttempt(action), {
      title,
      reason,
      covers: "works.sftp",
    });
  const { file, renamed, folder } = works(own);
  return [
    probe("login", { op: "login" }, "log in", "The partner's key opens its own account."),
    probe("list", { op: "list", path: "/" }, "list the own root", "The partner sees its own files."),
    probe("put", { op: "put", path: file, body: BODY }, "put a file", "The partner delivers files."),
    probe("get", { op: "get", path: canaryPath(own) }, "get a file", "The partner fetches files."),
    probe(
      "rename",
      { op: "rename", path: file, to: renamed },
      "rename a file",
      "Clients upload under a temporary name.",
    ),
    probe("remove", { op: "remove", path: renamed }, "remove a file", "The partner cleans up."),
    probe("mkdir", { op: "mkdir", path: folder }, "make a folder", "The partner sorts its files."),
    probe("rmdir", { op: "rmdir", path: folder }, "remove a folder", "The partner cleans up."),
  ];
}

/**
 * Ways out of the own root, and ways in without the key. The server resolves every path inside the own root, so a
 * canary outside is "no such file" there, which counts as refused because the canary is in the bucket. A path that the
 * server folds into the own root is refused as well; what was made there is taken away again.
 */
export function sftp(targets: Targets): Probe[] {
  return [...readsOutside(targets), ...writesOutside(targets), ...logins(targets)];
}

function readsOutside({ bucket, own, lookalike, other, actors }: Targets): Probe[] {
  const { sftp: actor } = actors;
  if (!actor) return [];
  const probe = (id: string, control: string, action: SftpAction, title: string): Probe =>
    denied({ group: "sftp", actor }, `sftp.${id}`, control, sftpAttempt(action), {
      title,
      reason: "The own prefix is the whole world over SFTP.",
      covers: "sftp.confined",
    });
  const encoded = other.key.replaceAll("/", "%2f");
  const paths: readonly (readonly [id: string, path: string, title: string])[] = [
    ["parent", `/../${other.key}`, "get another partner's file through `..`"],
    ["parent-lookalike", `/../${lookalike.key}`, "get the look-alike's file through `..`"],
    ["grandparent", `/../../${bucket}/${other.key}`, "get another partner's file through `../..`"],
    ["absolute", `/${bucket}/${other.key}`, "get another partner's file by its path in the bucket"],
    ["encoded", `/%2e%2e%2f${encoded}`, "get another partner's file through an encoded path"],
    [
      "backslash",
      `/..\\${other.key.replaceAll("/", "\\")}`,
      "get another partner's file through backslashes",
    ],
  ];
  return [
    probe("cd.parent", "sftp.own.login", { op: "realpath", path: "/.." }, "go up with `cd ..`"),
    probe("list.bucket", "sftp.own.list", { op: "list", path: `/${bucket}` }, "list the bucket by its name"),
    // Its control is the login alone: where the root is above the own folder, no path inside is where it belongs.
    probe(
      "get.own-by-key",
      "sftp.own.login",
      { op: "get", path: `/${own.key}` },
      "get an own file by its key in the bucket",
    ),
    ...paths.map(([id, path, title]) => probe(`get.${id}`, "sftp.own.get", { op: "get", path }, title)),
  ];
}

function writesOutside({ own, other, actors }: Targets): Probe[] {
  const { sftp: actor } = actors;
  if (!actor) return [];
  const theirs = `/../${other.key}`;
  const outside = `/../${other.prefix}vendor-probe-outside.txt`;
  const write = (id: string, control: string, action: SftpAction, title: string, reason: string): Probe =>
    denied({ group: "sftp", actor }, `sftp.${id}`, control, sftpAttempt(action), {
      title,
      reason,
      covers: "sftp.confined",
    });
  return [
    write(
      "put.parent",
      "sftp.own.put",
      { op: "put", path: outside, body: BODY },
      "put a file outside through `..`",
      "What the partner writes lands in its own prefix.",
    ),
    write(
      "rename.out",
      "sftp.own.rename",
      { op: "rename", path: canaryPath(own), to: outside },
      "move an own file outside through `..`",
      "What the partner moves stays in its own prefix.",
    ),
    write(
      "rename.in",
      "sftp.own.rename",
      { op: "rename", path: theirs, to: works(own).file },
      "move another partner's file to the own root",
      "A move reads and deletes its source.",
    ),
    write(
      "mkdir.parent",
      "sftp.own.mkdir",
      { op: "mkdir", path: `/../${other.prefix}vendor-probe-folder` },
      "make a folder outside through `..`",
      "What the partner makes lands in its own prefix.",
    ),
    write(
      "symlink.out",
      "sftp.own.put",
      { op: "symlink", path: theirs, to: works(own).link },
      "make a link to another partner's file",
      "A link would lead out of the own root.",
    ),
  ];
}

function logins({ actors }: Targets): Probe[] {
  const login = (
    actor: string | undefined,
    id: string,
    action: Partial<SftpAction>,
    title: string,
    reason: string,
    covers: RequirementId = "sftp.own-key",
  ): Probe[] =>
    actor
      ? [
          denied(
            { group: "sftp", actor },
            `sftp.login.${id}`,
            "sftp.own.login",
            sftpAttempt({ ...action, op: "login" }),
            { title, reason, covers },
          ),
        ]
      : [];
  return [
    ...login(
      actors.sftp,
      "wrong-key",
      { auth: "other-key" },
      "log in with an unknown key",
      "Only registered keys open an account.",
    ),
    ...login(
      actors.sftp,
      "password",
      { auth: "password" },
      "log in with a password",
      "There are no passwords.",
    ),
    ...login(
      actors.sftp,
      "weak-kex",
      { weakKex: true },
      "log in with a weak key exchange",
      "SHA-1 key exchanges can be forged.",
      "sftp.strong",
    ),
    ...login(
      actors.otherKey,
      "other-partner",
      {},
      "log in with another partner's key",
      "A key opens one account.",
    ),
    ...login(
      actors.otherUser,
      "other-user",
      {},
      "log in as another user that names the same role",
      "The role is assumed for one user of one server: a role that any user could name would be every user's.",
      "identity.own-role",
    ),
    ...login(
      actors.deletedKey,
      "deleted-key",
      {},
      "log in with a deleted key",
      "A deleted key opens nothing.",
    ),
  ];
}
