/** What of zod is bundled: only what the sources name, since all of it is twice as large. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { z } from 'zod';

const sources = join(import.meta.dirname, '../src');
const ID = '\0used-of-zod';

/** Every name that follows `z.` in a source (`z.core.$ZodIssue` is a type), and the one that `@hono/zod-openapi` adds a method to. */
export function namesOfZod(): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(sources, file), 'utf8'));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/\bz\s*\.(\w+)\b(?!\.\$)/g)].map(([, name = '']) => name),
  );
  // Others are types.
  return [...new Set([...found, 'ZodType'])].filter((name) => name in z).sort();
}

/** Replaces zod, wherever it is imported, by a `z` that has only what is used. */
export function usedOfZod(): Plugin {
  return {
    name: 'used-of-zod',
    resolveId: {
      filter: { id: /^zod$/ },
      handler: (_, importer) => (importer === ID ? null : ID),
    },
    load: {
      filter: { id: new RegExp(`^${ID}$`) },
      handler: () =>
        [
          "import * as all from 'zod';",
          `export const z = { ${namesOfZod()
            .map((name) => `${name}: all.${name}`)
            .join(', ')} };`,
        ].join('\n'),
    },
  };
}
