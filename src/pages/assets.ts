/** Style and script of the pages. They are files beside this one; the build puts them beside the built file. */
import { readFileSync } from 'node:fs';

const read = (name: string): string =>
  readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');

/** Text and media type of each file, by its path. */
export const assets: readonly { path: string; type: string; text: string }[] = [
  { path: '/docs/page.css', type: 'text/css; charset=utf-8', text: read('page.css') },
  { path: '/docs/page.js', type: 'text/javascript; charset=utf-8', text: read('page.js') },
];
