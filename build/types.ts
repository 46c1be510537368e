/** The types of the libraries. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** The library whose exports the types of the others import. */
const MAIN = 'index';

/** Writes one file of types an entry, which names nothing that is not installed. */
export function writeTypes(dist: string, libraries: Record<string, string>): void {
  const entries = Object.entries(libraries);
  const bundles = generateDtsBundle(
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
  const types = Object.fromEntries(entries.map(([name], i) => [name, bundles[i] as string]));
  const main = parse(types[MAIN] as string);
  for (const [name, text] of Object.entries(types)) {
    writeFileSync(join(dist, `${name}.d.mts`), name === MAIN ? text : without(main, text));
  }
}

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile('types.d.mts', text, ts.ScriptTarget.Latest, true);

/** The name of a declaration; undefined for a statement that declares none. */
function nameOf(statement: ts.Statement): string | undefined {
  const declaration = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : statement;
  const name = declaration && ts.getNameOfDeclaration(declaration as ts.Declaration);
  // `declare module 'vitest'` declares no name.
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** Every identifier in a statement: more than it refers to, which costs nothing but a declaration too many. */
function identifiers(statement: ts.Statement): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/**
 * Types that import what `main` exports instead of declaring it again, and that declare nothing besides that
 * nobody refers to. The bundler itself can leave out packages only.
 */
function without(main: ts.SourceFile, text: string): string {
  const exported = new Set(
    main.statements.filter(isExported).flatMap((statement) => nameOf(statement) ?? []),
  );
  const { statements } = parse(text);
  const declared = new Map(statements.map((statement) => [nameOf(statement), statement]));
  const kept = new Set<ts.Statement>();
  const imported = new Set<string>();
  const keep = (statement: ts.Statement): void => {
    if (kept.has(statement)) return;
    kept.add(statement);
    for (const name of identifiers(statement)) {
      const other = declared.get(name);
      if (other === undefined) continue;
      if (exported.has(name)) imported.add(name);
      else keep(other);
    }
  };
  for (const one of statements) if (isExported(one) || nameOf(one) === undefined) keep(one);

  const head = `import type { ${[...imported].sort().join(', ')} } from './${MAIN}.mjs';`;
  const body = statements.filter((one) => kept.has(one)).map((one) => one.getFullText());
  return `${head}\n${body.join('').trimStart()}\n`;
}
