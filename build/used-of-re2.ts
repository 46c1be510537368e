/** What of `re2js` is bundled. A bundler keeps every method of a class, and nothing calls half of these. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

const caller = join(import.meta.dirname, '../src/world/linear-regexp.ts');

/** Methods that JavaScript calls by itself. */
const IMPLICIT = ['constructor', 'toString'];

/** A node of a syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

const isIn = ({ start, end }: Node, other: Node | undefined): boolean =>
  other !== undefined && other.start <= start && end <= other.end;

/** The name of an identifier, or a text, which may be the name of what is called by it. */
const nameOf = ({ type, name, value }: Node): unknown => (type === 'Literal' ? value : name);

/** The methods and classes that only themselves name; of the class `api`, all methods but the `used` ones. */
function unused(code: string, api: string, used: readonly string[]): Node[] {
  const mentions = new Map<unknown, Node[]>();
  const found: { name: unknown; node: Node }[] = [];
  const visit = (node: Node): void => {
    const { type, key, id, init } = node;
    const isMethod = type === 'MethodDefinition' && node.computed === false;
    if (isMethod && isNode(key)) found.push({ name: nameOf(key), node });
    if (isNode(id) && isNode(init) && init.type === 'ClassExpression')
      found.push({ name: nameOf(id), node });
    const name = nameOf(node);
    if (name !== undefined) {
      const same = mentions.get(name);
      if (same === undefined) mentions.set(name, [node]);
      else same.push(node);
    }
    for (const child of Object.values(node).flat()) {
      if (isNode(child) && !(isMethod && child === key)) visit(child);
    }
  };
  for (const statement of parseAst(code).body) visit(statement as unknown as Node);
  const ofApi = found.find(({ name }) => name === api)?.node;
  return found.flatMap(({ name, node }) => {
    const isMethod = node.type === 'MethodDefinition';
    if (isMethod && used.some((one) => one === name)) return [];
    const isNamed = mentions.get(name)?.some((other) => !isIn(other, node)) === true;
    return isNamed && !(isMethod && isIn(node, ofApi)) ? [] : [node];
  });
}

/**
 * A module without the methods and classes that nothing names, which is more than what nothing calls.
 *
 * @param code the module; its exports are a list
 * @param api the class that it shall export, and nothing else
 * @param methods the methods of the class that it shall have
 */
export function withoutUnused(code: string, api: string, methods: readonly string[]): string {
  let small = code.replace(/\bexport \{[^}]*\}/, `export { ${api} }`);
  for (;;) {
    const all = unused(small, api, [...methods, ...IMPLICIT]);
    if (all.length === 0) return small;
    const gone = all.filter((node) => !all.some((other) => other !== node && isIn(node, other)));
    for (const { type, start, end } of gone.toSorted((a, b) => b.start - a.start)) {
      // A class is a declaration `name = class …`, which needs a value.
      const left = type === 'MethodDefinition' ? '' : `gone${start}`;
      small = small.slice(0, start) + left + small.slice(end);
    }
  }
}

/** Bundles only what `linear-regexp.ts` calls of the engine, and what that needs. */
export function usedOfRe2(): Plugin {
  return {
    name: 'used-of-re2',
    transform: {
      filter: { id: /re2js[\\/]build[\\/]index\.js$/ },
      handler(code) {
        const calls = readFileSync(caller, 'utf8').matchAll(/\.(\w+)\(/g);
        const methods = [...calls].map(([, name = '']) => name);
        return { code: withoutUnused(code, 'RE2JS', methods), map: null };
      },
    },
  };
}
