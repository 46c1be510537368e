/** The licences of what is bundled. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licence texts of every package that one of the files belongs to. */
export function licences(files: readonly string[]): string {
  const folders = new Map<string, string>();
  for (const file of files) {
    const [folder, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
    if (folder !== undefined && name !== undefined) folders.set(name, folder);
  }
  const names = [...folders.keys()].sort();
  return names.map((name) => licence(folders.get(name) as string)).join(`\n${'-'.repeat(80)}\n\n`);
}

function licence(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = `${manifest.name} ${manifest.version} (${manifest.license})`;
  for (const file of ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt']) {
    try {
      return `${name}\n\n${readFileSync(join(folder, file), 'utf8')}`;
    } catch {}
  }
  return `${name}\n`;
}
