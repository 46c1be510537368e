/**
 * Serves the page at `/_emulator` and its files, which the build has written. Nothing of it is a secret, so whoever may
 * use this host gets it; what it shows comes from the control plane.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { PAGE_POLICY } from './layout.ts';

/** Where the build writes the files: as far from this file as from the bundle that it is a part of. */
const BUILT = join(import.meta.dirname, '../../dist/page');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': PAGE_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const SHELL = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>sessions-emulator</title>
<link rel="stylesheet" href="_emulator/page/page.css"><script type="module" src="_emulator/page/page.js"></script></head>
<body><noscript>This page needs JavaScript. The control plane is described at <a href="_emulator/docs">/_emulator/docs</a>.</noscript></body></html>
`;

const NOT_BUILT = 'The page is not built: run "npm run build:code".';

/** A file that is served. */
interface PageFile {
  readonly content: string;
  readonly type: string;
  readonly etag: string;
}

function fileOf(name: string, content: string): PageFile {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { content, type: TYPES[extname(name)] ?? 'text/plain', etag: `"${digest}"` };
}

/** The files of a folder by name; empty if there is no such folder. */
function filesOf(folder: string): ReadonlyMap<string, PageFile> {
  try {
    return new Map(
      readdirSync(folder).map((name) => [
        name,
        fileOf(name, readFileSync(join(folder, name), 'utf8')),
      ]),
    );
  } catch {
    return new Map();
  }
}

/**
 * The app. It reads the files once, when it is made.
 *
 * @param guard refuses who may not use this host
 * @param folder where the files are. Default: where the build writes them
 */
export function pageApp(guard: MiddlewareHandler, folder = BUILT): Hono {
  const files = filesOf(folder);
  const shell = fileOf('shell.html', SHELL);

  function respond(c: Context, { content, type, etag }: PageFile): Response {
    const headers = { ...HEADERS, etag };
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
    return c.body(content, 200, { ...headers, 'content-type': type });
  }

  const app = new Hono();
  app.use('*', guard);
  app.get('/_emulator', (c) => (files.size === 0 ? c.text(NOT_BUILT, 503) : respond(c, shell)));
  app.get('/_emulator/page/:name', (c) => {
    const file = files.get(c.req.param('name'));
    return file === undefined ? c.json({ detail: 'Not Found' }, 404) : respond(c, file);
  });
  return app;
}
