/** The types of the libraries. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/**
 * Writes the types of each entry, which name nothing that is not installed. An entry imports what the entries before
 * it export instead of declaring it again. A CommonJS program reads `.d.ts`, a module `.d.mts`.
 */
export function writeTypes(dist: string, libraries: Record<string, string>): void {
  const entries = Object.entries(libraries);
  const bundles = generateDtsBundle(
    entries.map(([, filePath]) => ({
      filePath: join(root, filePath),
      libraries: { importedLibraries: ['vitest'] },
      output: {
        exportReferencedTypes: false,
        noBanner: true,
      },
    })),
    { preferredConfigPath: join(root, 'tsconfig.build.json') },
  );
  const before = new Map<string, string>();
  for (const [i, [name, file]] of entries.entries()) {
    const added = augmentations(readFileSync(join(root, file), 'utf8'));
    const types = parse(`${bundles[i]}${added}`);
    writeFileSync(join(dist, `${name}.d.ts`), withImports(types, before));
    writeFileSync(join(dist, `${name}.d.mts`), `export * from './${name}.js';\n`);
    for (const exported of exportsOf(types)) before.set(exported, before.get(exported) ?? name);
  }
}

/** What a source adds to the types of others, with its comments, which the bundler would drop. */
const augmentations = (source: string): string =>
  parse(source)
    .statements.filter(ts.isModuleDeclaration)
    .map((statement) => `${statement.getFullText().trim()}\n`)
    .join('')
    .replace(/^ *\/\/ biome-ignore .*\n/gm, '');

/** The names of what a types file declares and exports. */
const exportsOf = (types: ts.SourceFile): string[] =>
  types.statements.filter(isExported).flatMap((statement) => nameOf(statement) ?? []);

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile('types.d.mts', text, ts.ScriptTarget.Latest, true);

/** The name of a declaration; undefined for a statement that declares none. */
function nameOf(statement: ts.Statement): string | undefined {
  const declaration = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : statement;
  const name = declaration && ts.getNameOfDeclaration(declaration as ts.Declaration);
  // `declare module 'vitest'` and `declare global` declare no name.
  if (ts.isModuleDeclaration(statement)) return undefined;
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
 * Types that import what other entries export (`before`: the entry by the name) instead of declaring it again, and that
 * declare nothing besides that nobody refers to. The bundler itself can leave out packages only.
 */
function withImports(types: ts.SourceFile, before: ReadonlyMap<string, string>): string {
  if (before.size === 0) return types.getFullText();
  const { statements } = types;
  const declared = new Map(statements.map((statement) => [nameOf(statement), statement]));
  const kept = new Set<ts.Statement>();
  const imported = new Map<string, Set<string>>();
  const exportedAgain = new Map<string, string[]>();
  const keep = (statement: ts.Statement): void => {
    if (kept.has(statement)) return;
    kept.add(statement);
    for (const name of identifiers(statement)) {
      const other = declared.get(name);
      if (other === undefined) continue;
      const entry = before.get(name);
      if (entry === undefined) keep(other);
      else imported.set(entry, (imported.get(entry) ?? new Set()).add(name));
    }
  };
  for (const one of statements) {
    const name = nameOf(one);
    const entry = name && before.get(name);
    if (name === undefined || (isExported(one) && entry === undefined)) keep(one);
    else if (isExported(one) && entry) {
      exportedAgain.set(entry, [...(exportedAgain.get(entry) ?? []), name]);
    }
  }
  const line =
    (what: string) =>
    ([entry, names]: [string, Iterable<string>]) =>
      `${what} { ${[...names].sort().join(', ')} } from './${entry}.js';\n`;
  const head = [
    ...[...imported].map(line('import type')),
    ...[...exportedAgain].map(line('export')),
  ];
  const body = statements.filter((one) => kept.has(one)).map((one) => one.getFullText());
  return `${head.join('')}${body.join('').trimStart()}\n`;
}
