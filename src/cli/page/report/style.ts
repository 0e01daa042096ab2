import { PAGE_STYLE } from "../style.ts";

/** How a report looks: on screens of either scheme, narrow and wide, by the keyboard, and on paper. */
export const REPORT_STYLE = `${PAGE_STYLE}
:root { --good: #116329; --good-ground: #dafbe1; --bad: #a40e26; --bad-ground: #ffe2e0; --warn: #6b4300; --warn-ground: #fff1c2; --accent: #0550ae; --accent-ground: #ddf0ff; --soft: #f6f8fa; --mark: #8250df; }
@media (prefers-color-scheme: dark) {
  :root { --good: #7ee787; --good-ground: #12301c; --bad: #ffa198; --bad-ground: #47181a; --warn: #f0c362; --warn-ground: #3a2c0c; --accent: #8cc4ff; --accent-ground: #10294a; --soft: #1b2128; --mark: #d2a8ff; }
}
header, nav, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
main { padding-bottom: 2rem; }
main:focus { outline: none; }
footer { padding-bottom: 3rem; color: var(--dim); font-size: .9rem; }
h2 { font-size: 1.4rem; margin-top: 2.5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h4, h5, h6 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .wide:focus-visible, pre:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 0; margin: 1rem 0 0; list-style: none; border-block: 1px solid var(--line); }
section { scroll-margin-top: 1rem; }
.callout { border: 1px solid; border-left-width: 6px; border-radius: 6px; padding: .6rem 1rem; margin: .75rem 0; overflow-wrap: anywhere; }
.callout p, .callout ul { margin: .15rem 0; }
.callout.good { border-color: var(--good); background: var(--good-ground); }
.callout.bad { border-color: var(--bad); background: var(--bad-ground); }
.callout.warn { border-color: var(--warn); background: var(--warn-ground); }
.callout.good strong { color: var(--good); }
.callout.bad strong { color: var(--bad); }
.callout.warn strong { color: var(--warn); }
.callout code { background: none; padding: 0; }
.badge { display: inline-block; border-radius: 4px; padding: 0 .45em; font-weight: 600; }
.badge.short { white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-ground); }
.badge.bad { color: var(--bad); background: var(--bad-ground); }
.badge.warn { color: var(--warn); background: var(--warn-ground); }
.badge.plain { background: var(--code); }
dl { margin: 1rem 0; }
dl > div { display: grid; grid-template-columns: 9rem 1fr; gap: .25rem 1rem; padding: .3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--dim); font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.wide { overflow-x: auto; margin: .5rem 0; }
.wide > table { display: table; }
table { margin: 0; }
caption { text-align: left; color: var(--dim); padding: .25rem 0; }
tbody th { color: var(--ink); font-weight: 600; }
td, th { min-width: 3rem; }
td code, th code { overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--code); border-radius: 6px; padding: .6rem .8rem; margin: .5rem 0; max-height: 40rem; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
td pre, dd pre { margin: 0; padding: .3rem .5rem; white-space: pre-wrap; }
ul.bare { list-style: none; margin: 0; padding: 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: 0 .9rem; }
details[open] { padding-bottom: .6rem; }
summary { cursor: pointer; padding: .5rem 0; font-weight: 600; overflow-wrap: anywhere; }
details:has(:target) { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-ground); }
.statements { min-width: 64rem; }
.statements td:nth-child(3), .statements td:nth-child(5) { min-width: 13rem; }
.statements td:nth-child(4) { min-width: 11rem; }
.statements td:nth-child(6) { min-width: 16rem; }
.servers td:nth-child(2) { min-width: 9rem; }
.servers td:nth-child(n+5) { min-width: 15rem; }
.marks { font: 1rem/1.3 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .12em; overflow-wrap: anywhere; }
.marks .good { color: var(--good); }
.marks .bad { color: var(--bad); font-weight: 700; }
.matrix td:nth-child(2), .matrix td:nth-child(3) { white-space: nowrap; }
.heat { width: auto; border-collapse: separate; border-spacing: 2px; }
.heat caption { white-space: nowrap; }
.heat th, .heat td { border: 0; padding: 0 .3rem; min-width: 1.9rem; height: 1.9rem; }
.heat td { text-align: center; vertical-align: middle; border-radius: 3px; }
.heat thead th { vertical-align: bottom; height: auto; font-weight: 400; }
.heat thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: normal; overflow-wrap: anywhere; max-height: 12rem; }
.heat tbody th { min-width: 9rem; overflow-wrap: anywhere; font-weight: 400; text-align: right; vertical-align: middle; }
.heat.grouped td { font-size: .75rem; white-space: nowrap; }
.heat td.self { background: var(--code); }
td.good, .cell.good { color: var(--good); background: var(--good-ground); }
td.warn, .cell.warn { color: var(--warn); background: var(--warn-ground); font-weight: 700; }
td.bad, .cell.bad { color: var(--bad); background: var(--bad-ground); font-weight: 700; }
td.proven:not(.in-force), .cell.proven:not(.in-force) { background: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin: .5rem 0 1rem; font-size: .9rem; color: var(--dim); }
.legend .cell { display: inline-block; min-width: 1.6em; text-align: center; border-radius: 3px; margin-right: .4em; }
.key { display: inline-block; width: 1.4em; height: .8em; border-radius: 2px; margin-right: .4em; border: 1px solid var(--dim); }
svg { display: block; font: 12px system-ui, "Segoe UI", sans-serif; }
svg text { fill: var(--ink); }
.map { max-width: 100%; height: auto; margin: 0 auto; }
.map.large { min-width: 60rem; }
.box rect { fill: var(--paper); stroke: var(--dim); stroke-width: 1.2; }
.box .name { font-weight: 650; }
.box .more { fill: var(--dim); }
.box.partner rect { fill: var(--accent-ground); stroke: var(--accent); stroke-width: 2; }
.box.login rect, .box.role rect { fill: var(--accent-ground); stroke: var(--accent); }
.box.outside rect { fill: var(--warn-ground); stroke: var(--warn); }
.box.other rect { fill: var(--code); stroke-dasharray: 4 3; }
.box.allow rect { fill: var(--good-ground); stroke: var(--good); }
.box.allow .name { fill: var(--good); }
.box.deny rect { fill: var(--bad-ground); stroke: var(--bad); stroke-dasharray: 5 3; }
.box.deny .name { fill: var(--bad); }
.box.thing rect { fill: var(--soft); stroke: var(--ink); }
a:focus-visible .box rect { stroke-width: 3.5; }
.arrow { fill: none; stroke: var(--dim); stroke-width: 1.3; }
.arrow.deny { stroke: var(--bad); stroke-dasharray: 5 3; }
.head.allow { fill: var(--dim); }
.head.deny { fill: var(--bad); }
.timeline { width: 100%; min-width: 46rem; height: auto; }
.tick line { stroke: var(--line); }
.tick text, .took { fill: var(--dim); font-size: 11px; }
.phase { font-weight: 700; font-size: 11px; letter-spacing: .06em; }
.row rect.span { fill: var(--soft); stroke: var(--dim); }
.row.steps rect.span, .key.steps { fill: var(--accent-ground); stroke: var(--accent); background: var(--accent-ground); border-color: var(--accent); }
.row.gates rect.span, .key.gates { fill: var(--warn-ground); stroke: var(--warn); background: var(--warn-ground); border-color: var(--warn); }
.row.probes rect.span, .key.probes { fill: var(--good-ground); stroke: var(--good); background: var(--good-ground); border-color: var(--good); }
.row.watch rect.span, .key.watch { fill: none; stroke: var(--dim); stroke-dasharray: 2 2; border-style: dashed; }
.row.absent rect.span, .key.absent { fill: var(--code); stroke: var(--ink); background: var(--code); border-color: var(--ink); }
.wait.open, .key.open { fill: var(--warn); opacity: .45; background: var(--warn); border: 0; }
.wait.settled, .key.settled { fill: var(--good); background: var(--good); border: 0; }
.wait.late { fill: var(--bad); }
.usual { stroke: var(--mark); stroke-width: 2; }
.key.usual { width: 3px; background: var(--mark); border: 0; }
@media (max-width: 40rem) {
  header, nav, main, footer { padding-inline: .75rem; }
  dl > div { grid-template-columns: 1fr; gap: 0; }
  details { padding-inline: .6rem; }
  h1 { font-size: 1.4rem; }
}
@media print {
  :root { color-scheme: light; --good: #0b4a1e; --good-ground: #fff; --bad: #8a0b1f; --bad-ground: #fff; --warn: #553500; --warn-ground: #fff; --accent: #00337a; --accent-ground: #fff; --soft: #fff; --mark: #5a2ca0; }
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 12px; }
  header, nav, main, footer { max-width: none; padding-inline: 0; }
  nav, .skip { display: none; }
  .badge, td.good, td.bad, td.warn { border: 1px solid; }
  .heat th, .heat td, .heat.grouped td { font-size: 8px; min-width: 1.2rem; height: 1.2rem; padding: 0 1px; }
  .heat tbody th { min-width: 7rem; }
  .wide { overflow: visible; }
  .map, .map.large, .timeline { width: auto; min-width: 0; max-width: 100%; height: auto; break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  details { border: 0; padding: 0; }
  summary { list-style: none; }
  pre { max-height: none; white-space: pre-wrap; overflow: visible; }
  h2, h3, h4, summary, caption { break-after: avoid; }
  .callout, dl > div { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
