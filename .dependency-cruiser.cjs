/** Ranks of docs/architecture.md: a file imports its own folder and lower ranks only. */
const RANKS = [
  ["core"],
  ["policy", "audit", "store"],
  ["aws"],
  ["resources", "gates", "access"],
  ["engine"],
  ["plan"],
  ["runbook"],
  ["cli"],
];

/** For each folder: every folder of the same rank (but itself) or a higher one is out of bounds. */
const rankRules = RANKS.flatMap((folders, rank) =>
  folders.map((folder) => ({
    name: `rank-${folder}`,
    severity: "error",
    comment: `src/${folder} is rank ${rank}: it must not import its equals or higher ranks.`,
    from: { path: `^src/${folder}/` },
    to: {
      path: `^(src/(${
        RANKS.slice(rank)
          .flat()
          .filter((other) => other !== folder)
          .join("|") || "-"
      })/|src/(main|library|world)\\.ts)`,
    },
  })),
);

module.exports = {
  forbidden: [
    ...rankRules,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "sandbox-imports-core-and-policy-only",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: "^src/(?!core/|policy/)" },
    },
    {
      name: "only-the-world-loads-the-sandbox",
      severity: "error",
      from: { path: "^src/(?!world\\.ts)" },
      to: { path: "^sandbox/" },
    },
    // mdast and hast are types only: their packages are under @types.
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(mdast|hast)$" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
