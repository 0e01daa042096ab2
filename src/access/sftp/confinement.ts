import { posix } from "node:path";
import type { SFTPWrapper } from "ssh2";
import { type OperationResult, perform, type SftpOperation } from "./operations.ts";

/** Whether a path goes above the root with `..`: an attempt to escape. */
export function climbs(path: string): boolean {
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** The path that a server makes of `path` when it folds `..` at the root. */
export function folded(path: string): string {
  return posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");
}

/** The path of an action that may lead out. */
export function targetOf(action: SftpOperation): string {
  return "to" in action ? action.to : action.path;
}

/**
 * Whether an operation on a climbing path that the server took stayed inside the own root: the folded path gives
 * the very same answer, or holds what was made. What was made is taken away again.
 */
export async function stayedInside(
  sftp: SFTPWrapper,
  action: SftpOperation,
  result: OperationResult,
): Promise<boolean> {
  const inside = folded(targetOf(action));
  switch (action.op) {
    case "realpath":
      return result.identity === inside;
    case "list":
    case "get":
    case "stat":
      return (await tryPerform(sftp, { op: action.op, path: inside }))?.identity === result.identity;
    case "put":
      if ((await tryPerform(sftp, { op: "get", path: inside }))?.identity !== result.identity) return false;
      return undo(sftp, { op: "remove", path: inside });
    case "mkdir":
      return undo(sftp, { op: "rmdir", path: inside });
    case "rename":
      return undo(sftp, { op: "rename", path: inside, to: action.path });
    default:
      return false;
  }
}

/** Taking away what was made, by its folded path, also proves that it is there. */
async function undo(sftp: SFTPWrapper, action: SftpOperation): Promise<boolean> {
  return (await tryPerform(sftp, action)) !== undefined;
}

async function tryPerform(sftp: SFTPWrapper, action: SftpOperation): Promise<OperationResult | undefined> {
  return perform(sftp, action).catch(() => undefined);
}
