/** Finds promises whose rejection would end the process. Biome accepts `void promise`, so it does not find them all. */
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/** Every promise of the sources whose rejection nobody would hear of, as `file: text`. */
export function floatingPromises(program: ts.Program): string[] {
  const checker = program.getTypeChecker();
  const isPromise = (node: ts.Node): boolean =>
    checker.getTypeAtLocation(node).getProperty('then') !== undefined;

  /** Whether a call is `….catch(…)` or `….then(…, …)`. */
  function isCaught(node: ts.Expression): boolean {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const { text } = node.expression.name;
    return text === 'catch' || (text === 'then' && node.arguments.length === 2);
  }

  /** Whether it is dropped here; an assignment keeps it for somebody. */
  const isDropped = (node: ts.Expression): boolean =>
    !ts.isBinaryExpression(node) && isPromise(node) && !isCaught(node);

  /** Whether a function that gives a promise is passed where nobody looks at what it gives. */
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
