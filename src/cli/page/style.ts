/** How pages look, on screens of either scheme and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2126; --dim: #57606a; --line: #d0d7de; --paper: #ffffff; --code: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --dim: #9aa4af; --line: #3a424c; --paper: #14181d; --code: #20262d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; }
code { font: .875em ui-monospace, Menlo, Consolas, monospace; background: var(--code); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--code); padding: .75rem 1rem; border-radius: 6px; overflow-x: auto; }
pre code { padding: 0; background: none; overflow-wrap: normal; }
li { margin: .15rem 0; }
@media print {
  :root { --ink: #000; --dim: #333; --line: #999; --paper: #fff; --code: #fff; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  pre { border: 1px solid var(--line); white-space: pre-wrap; }
  tr, li, pre { break-inside: avoid; }
  table { display: table; }
}
`;
