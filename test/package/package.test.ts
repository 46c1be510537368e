import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../helpers/command.ts';

describe('the package', () => {
  it('has every file that package.json promises', () => {
    const promised = [
      ...Object.values(manifest.bin),
      manifest.main,
      manifest.types,
      ...Object.values(manifest.typesVersions['*']).flat(),
      ...Object.values(manifest.exports).flatMap((to) =>
        typeof to === 'string' ? [to] : Object.values(to).flatMap((one) => Object.values(one)),
      ),
    ].filter((file) => !file.includes('*'));
    expect(promised.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(readFileSync(join(root, 'dist/cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('installs nothing else', () => {
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.keys(manifest.scripts).filter((name) => /install/.test(name))).toEqual([]);
  });

  it('tells TypeScript its types by its own name', () => {
    const options = {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    };
    const { resolvedModule } = ts.resolveModuleName(
      manifest.name,
      join(root, 'user.mts'),
      options,
      ts.sys,
      undefined,
      undefined,
      ts.ModuleKind.ESNext,
    );
    const found = resolvedModule?.resolvedFileName ?? '';
    const program = ts.createProgram([found], { ...options, skipLibCheck: true, types: [] });
    const checker = program.getTypeChecker();
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(found) as ts.SourceFile);
    const exported = checker.getExportsOfModule(symbol as ts.Symbol).map((one) => one.name);
    expect(exported).toEqual(
      expect.arrayContaining(['createEmulator', 'demoFixture', 'FixtureError']),
    );
  });
});
