import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// `npm install` leaves out of the lock file what the registry at hand does not offer, such as binaries for other
// systems; `npm ci` then refuses the lock file everywhere. This adds them again, by name and version, without a hash.

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

const file = join(import.meta.dirname, "..", "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Locked> };

for (const [parentPath, parent] of Object.entries(lock.packages)) {
  const folder = parentPath.slice(0, parentPath.lastIndexOf("node_modules/"));
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `${folder}node_modules/${name}`;
    if (lock.packages[path] !== undefined || lock.packages[`node_modules/${name}`]?.version === version)
      continue;
    lock.packages[path] = {
      version,
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
      ...platformOf(name),
    };
    process.stdout.write(`added ${name} ${version}\n`);
  }
}

const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, undefined, 2)}\n`);

/** What a binary's name says of where it runs: `…-linux-arm64-musl`. */
function platformOf(name: string): Pick<Locked, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (os.length === 0 || cpu.length === 0) return { os: ["none"] };
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return { os, cpu, ...(libc.length === 0 ? {} : { libc }) };
}
