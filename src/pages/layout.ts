/** The layout of every page: one self-contained document without external resources. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#5a6577;--line:#dde2ea;--paper:#fff;--tint:#f4f6f9;--accent:#2457c5}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf1;--soft:#98a3b5;--line:#303847;--paper:#151a22;--tint:#1d2430;--accent:#86aefc}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem 5rem}h1{font-size:1.7rem;margin:0 0 .4rem}h2{font-size:1.25rem;margin:2.5rem 0 .6rem}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}p{margin:.4rem 0}a{color:var(--accent)}.soft{color:var(--soft)}
code,pre{font:.86em/1.5 ui-monospace,Menlo,Consolas,monospace}pre{background:var(--tint);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600;font-size:.86rem}
article{border-top:1px solid var(--line);margin-top:2rem;padding-top:1.25rem}.method{display:inline-block;min-width:4.2em;padding:.05em .5em;margin-right:.6em;border-radius:4px;background:var(--accent);color:var(--paper);font:600 .8rem/1.6 ui-monospace,monospace;text-align:center}
nav ul{list-style:none;padding:0}nav li{margin:.25rem 0}.path{font-family:ui-monospace,Menlo,monospace;overflow-wrap:anywhere}`;

/** A whole page. `title` is text; `body` is HTML. */
export function page({ title, body }: { title: string; body: string }): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>
${body}
</main></body></html>
`;
}
