/** The start page at `/`: what this is, and links. */
import { escapeHtml, page } from './layout.ts';

/** A link, with its description. */
export interface Link {
  readonly href: string;
  readonly text: string;
  readonly about: string;
}

/** The page. `curl` is a command to paste. */
export function homePage(parts: { version: string; links: readonly Link[]; curl: string }): string {
  const rows = parts.links.map(
    ({ href, text, about }) =>
      `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a> <span class="soft">${escapeHtml(about)}</span></li>`,
  );
  return page({
    title: 'sessions-emulator',
    body: `<h1>sessions-emulator</h1>
<p class="soft">Version ${escapeHtml(parts.version)}. A local emulator of the Amigo platform's Sessions API.</p>
<nav aria-label="Where things are"><ul>${rows.join('')}</ul></nav>
<h2>Try it</h2><pre>${escapeHtml(parts.curl)}</pre>`,
  });
}
