import { posix } from "node:path";
import type { TransferUserRecord } from "../tables.ts";

/**
 * What a path of the client stands for.
 * - `object`: a key (or the directory `key/`) of a bucket; `root` where a mapping points right at it;
 * - `virtual`: a directory that exists only because mappings lie below it;
 * - `unmapped`: nothing.
 */
export type Place =
  | { readonly type: "object"; readonly bucket: string; readonly key: string; readonly root: boolean }
  | { readonly type: "virtual" }
  | { readonly type: "unmapped" };

/** A user's view of S3. */
export interface View {
  /** The absolute path, from where a session begins, without `.`, `..` and double slashes; never above `/`. */
  absolute(path: string): string;
  /** `path` is absolute, as {@link View.absolute} gives it. */
  locate(path: string): Place;
  /** Names of the mapped directories right below an absolute path. */
  virtualNames(path: string): string[];
}

interface Mapping {
  readonly entry: string;
  readonly bucket: string;
  readonly key: string;
  readonly file: boolean;
}

/** The view of a user, or `undefined` where its mappings are not usable: Transfer answers that as a failed login. */
export function viewOf(user: TransferUserRecord): View | undefined {
  if (user.homeDirectoryType === "PATH") return pathView(user.homeDirectory ?? "/");
  const mappings = user.mappings.map(parseMapping);
  const usable = mappings.filter((mapping) => mapping !== undefined);
  const entries = new Set(usable.map((mapping) => mapping.entry));
  // An entry `/` stands for the whole tree and excludes others
  // (https://docs.aws.amazon.com/transfer/latest/userguide/logical-dir-mappings.html).
  const valid = usable.length === mappings.length && entries.size === mappings.length && mappings.length > 0;
  return valid && (!entries.has("/") || entries.size === 1) ? logicalView(usable) : undefined;
}

/** Targets begin with a slash and have none at the end; so do entries, `/` itself excepted. */
function parseMapping(mapping: TransferUserRecord["mappings"][number]): Mapping | undefined {
  const { entry, target } = mapping;
  const isPath = (path: string) =>
    path.startsWith("/") && posix.normalize(path) === path && !path.endsWith("/");
  if (!(entry === "/" || isPath(entry)) || !isPath(target)) return undefined;
  const [bucket = "", ...key] = target.slice(1).split("/");
  return { entry, bucket, key: key.join("/"), file: mapping.type === "FILE" };
}

function absoluteFrom(home: string): View["absolute"] {
  return (path) => {
    const normal = posix.normalize(path.startsWith("/") ? path : `${home}/${path}`);
    const stripped = normal.replace(/\/+$/, "").replace(/^\/+/, "/");
    return stripped === "" ? "/" : stripped;
  };
}

function below(parent: string, path: string): string | undefined {
  if (parent === path) return "";
  const prefix = parent === "/" ? "/" : `${parent}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function logicalView(mappings: readonly Mapping[]): View {
  const deepestFirst = [...mappings].sort((a, b) => b.entry.length - a.entry.length);
  const locate = (path: string): Place => {
    for (const { entry, bucket, key, file } of deepestFirst) {
      const rest = below(entry, path);
      if (rest === undefined || (file && rest !== "")) continue;
      return {
        type: "object",
        bucket,
        key: [key, rest].filter(Boolean).join("/"),
        root: rest === "" && !file,
      };
    }
    const isParent = path === "/" || mappings.some(({ entry }) => below(path, entry));
    return { type: isParent ? "virtual" : "unmapped" };
  };
  const virtualNames = (path: string) => [
    ...new Set(mappings.flatMap(({ entry }) => below(path, entry)?.split("/")[0] || [])),
  ];
  return { absolute: absoluteFrom("/"), locate, virtualNames };
}

/** Without logical directories a path names bucket and key itself; only the role limits it. */
function pathView(homeDirectory: string): View {
  const home = absoluteFrom("/")(homeDirectory);
  return {
    absolute: absoluteFrom(home),
    locate: (path) => {
      const [bucket = "", ...key] = path.slice(1).split("/");
      return bucket === ""
        ? { type: "unmapped" }
        : { type: "object", bucket, key: key.join("/"), root: key.length === 0 };
    },
    virtualNames: () => [],
  };
}
