/** The types of the libraries. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';

const root = join(import.meta.dirname, '..');

/** Writes one file of types an entry, which names nothing that is not installed. */
export function writeTypes(dist: string, libraries: Record<string, string>): void {
  const entries = Object.entries(libraries);
  const types = generateDtsBundle(
    entries.map(([name, filePath]) => ({
      filePath: join(root, filePath),
      libraries: { importedLibraries: ['vitest'] },
      output: {
        exportReferencedTypes: false,
        inlineDeclareExternals: name === 'vitest',
        noBanner: true,
      },
    })),
    { preferredConfigPath: join(root, 'tsconfig.build.json') },
  );
  for (const [i, [name]] of entries.entries()) {
    writeFileSync(join(dist, `${name}.d.mts`), types[i] as string);
  }
}
