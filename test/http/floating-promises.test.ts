import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

function programOf(files: Record<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const names =
    Object.keys(files).length > 0
      ? Object.keys(files)
      : ts.sys.readDirectory(join(root, 'src'), ['.ts']);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => files[name] ?? readFile(name);
  host.fileExists = (name) => files[name] !== undefined || fileExists(name);
  return ts.createProgram(names, { ...options, noEmit: true }, host);
}

/** Every promise of the sources whose rejection is not handled, as `file: text`. */
function floating(program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const isPromise = (node: ts.Node): boolean =>
    checker.getTypeAtLocation(node).getProperty('then') !== undefined;

  /** Whether a call is `….catch(…)` or `….then(…, …)`. */
  function isCaught(node: ts.Expression): boolean {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const { text } = node.expression.name;
    return text === 'catch' || (text === 'then' && node.arguments.length === 2);
  }

  /** Whether it is dropped here; an assignment keeps it. */
  const isDropped = (node: ts.Expression): boolean =>
    !ts.isBinaryExpression(node) && isPromise(node) && !isCaught(node);

  /** Whether a function that returns a promise is passed where its result is ignored. */
  function isIgnored(node: ts.Node): node is ts.ArrowFunction {
    if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
    if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) !== true)
      return false;
    const signatures = checker.getContextualType(node)?.getCallSignatures() ?? [];
    return (
      signatures.length > 0 &&
      signatures.every(
        (one) => (checker.getReturnTypeOfSignature(one).flags & ts.TypeFlags.Void) !== 0,
      )
    );
  }

  const found: string[] = [];
  for (const file of program.getSourceFiles()) {
    const name = relative(root, file.fileName);
    if (!name.startsWith('src/')) continue;
    const report = (node: ts.Node) => found.push(`${name}: ${node.getText(file).split('\n')[0]}`);
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node) && isDropped(node.expression)) report(node);
      else if (ts.isVoidExpression(node) && isPromise(node.expression)) report(node);
      else if (isIgnored(node)) report(node);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

describe('the sources', () => {
  it('have no promise whose rejection would end the process', { timeout: 120_000 }, () => {
    expect(floating(programOf({}))).toEqual([]);
  });

  it('would be seen to have one', { timeout: 120_000 }, () => {
    const name = join(root, 'src/example.ts');
    const text = [
      'async function one(): Promise<void> {}',
      'one();',
      'void one();',
      'one().then(() => {});',
      'setTimeout(async () => one());',
      'one().catch(() => {});',
      'one().then(() => {}, () => {});',
      'export const kept = one();',
      'await one();',
    ].join('\n');
    expect(floating(programOf({ [name]: text }))).toEqual([
      'src/example.ts: one();',
      'src/example.ts: void one()',
      'src/example.ts: one().then(() => {});',
      'src/example.ts: async () => one()',
    ]);
  });
});
