/** Builds the page at `/_emulator`: modules for browsers, and one stylesheet. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src/page');

/** A stylesheet without comments and the space between its parts. */
const small = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();

/**
 * Builds the page into a folder: `page.js`, a file for each module that it imports later, and `page.css`, of the
 * stylesheets beside the sources: first `style.css`, then those of the views.
 */
export async function bundlePage(folder: string): Promise<{ readonly sources: readonly string[] }> {
  await using build = await rolldown({
    cwd: root,
    input: { page: join(source, 'main.tsx') },
    platform: 'browser',
    tsconfig: join(source, 'tsconfig.json'),
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    minify: true,
    comments: false,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  });
  const sheets = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css') && name !== 'style.css')
    .sort();
  const styles = ['style.css', ...sheets];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'page.css'),
    styles.map((name) => small(readFileSync(join(source, name), 'utf8'))).join('\n'),
  );
  return { sources: output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : [])) };
}
