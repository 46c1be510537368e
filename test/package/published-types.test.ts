import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../helpers/command.ts';

/** The types of modules export the same. */
const published = Object.values(manifest.exports).flatMap((to) =>
  typeof to === 'object' ? [to.require.types] : [],
);

function parse(file: string): ts.SourceFile {
  const text = ts.sys.readFile(join(root, file));
  if (text === undefined) throw new Error(`${file} is missing: npm run build`);
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/**
 * A constructor is described by its class. The index signature of an open object, which the generator makes from
 * the schema of fixtures (`input?: { [k: string]: unknown }`), by its member: the schema has no place for a text.
 */
const isExempt = (node: ts.Node): boolean =>
  ts.isConstructorDeclaration(node) || ts.isIndexSignatureDeclaration(node);

/** The declarations that are exported, and all members, whatever their type is called: an editor shows both. */
function described(source: ts.SourceFile): (ts.NamedDeclaration | ts.Statement)[] {
  const found: (ts.NamedDeclaration | ts.Statement)[] = [];
  const visit = (node: ts.Node): void => {
    const isExported =
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (isExported && ts.isStatement(node)) found.push(node);
    const isMember = ts.isTypeElement(node) || ts.isClassElement(node);
    if (isMember && !isExempt(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Where a node is, as a reader finds it: `FaultOptions.rateLimit (line 7)`. */
function place(node: ts.Node, source: ts.SourceFile): string {
  const names: string[] = [];
  for (let at: ts.Node = node; at !== source; at = at.parent) {
    const named = ts.isVariableStatement(at) ? at.declarationList.declarations[0] : at;
    const name = named && ts.getNameOfDeclaration(named as ts.Declaration);
    if (name !== undefined) names.unshift(name.getText());
  }
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${names.join('.')} (line ${line + 1})`;
}

describe.each(published)('%s', (file) => {
  it('has a comment on every export and every member', () => {
    const source = parse(file);
    const all = described(source);
    expect(all.length).toBeGreaterThan(5);
    const missing = all.filter((node) => ts.getJSDocCommentsAndTags(node).length === 0);
    expect(missing.map((node) => place(node, source))).toEqual([]);
  });
});
