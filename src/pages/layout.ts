/** The layout of every page: a head with links, and a style and a script that the emulator serves itself. */
import { escapeHtml } from './html.ts';

/** What a page may load: only what the emulator serves. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The links in the head of every page. */
const PAGES = [
  ['/', 'Home'],
  ['/_emulator', 'Live page'],
  ['/docs', 'Sessions'],
  ['/docs/companions', 'Companions'],
  ['/docs/neighbours', 'Neighbours'],
  ['/_emulator/docs', 'Control plane'],
] as const;

/** A page. `title` is text, `path` its own path, and `body` is HTML. */
export interface Page {
  readonly title: string;
  readonly path: string;
  readonly body: string;
}

/** The name of a page in the head of all. */
export const nameOfPage = (path: string): string =>
  PAGES.find(([href]) => href === path)?.[1] ?? path;

/** The page as a whole document. */
export function page({ title, path, body }: Page): string {
  const links = PAGES.map(([href, text]) => {
    const current = href === path ? ' aria-current="page"' : '';
    return `<li><a href="${href}"${current}>${text}</a></li>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/page.css"><script src="/docs/page.js" defer></script>
<title>${escapeHtml(title)}</title></head>
<body><header><nav aria-label="Pages"><ul>${links.join('')}</ul></nav></header>
<main>
${body}
</main></body></html>
`;
}
