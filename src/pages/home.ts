/** The start page at `/`: what this is, and links. */
import { type CurlWorld, curlTo } from './curl.ts';
import { escapeHtml } from './html.ts';
import { page } from './layout.ts';

/** A link, with its description. */
export interface Link {
  readonly href: string;
  readonly text: string;
  readonly about: string;
}

/** What the page shows. */
export interface HomeParts {
  readonly version: string;
  readonly links: readonly Link[];
  /** What its command is about. */
  readonly world: CurlWorld;
}

/** The page. */
export function homePage(parts: HomeParts): string {
  const curl = curlTo('/v1/{workspace_id}/sessions/active', parts.world);
  const rows = parts.links.map(
    ({ href, text, about }) =>
      `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a> <span class="soft">${escapeHtml(about)}</span></li>`,
  );
  return page({
    title: 'sessions-emulator',
    path: '/',
    body: `<h1>sessions-emulator</h1>
<p class="soft">Version ${escapeHtml(parts.version)}. A local emulator of the Amigo platform's Sessions API.</p>
<nav aria-label="Where things are"><ul>${rows.join('')}</ul></nav>
<h2>Try it</h2><pre>${escapeHtml(curl)}</pre>`,
  });
}
