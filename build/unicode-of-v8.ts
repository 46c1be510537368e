/** Leaves the tables of Unicode out of `re2js`: a third of it, and V8 has them. */
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** Scripts since Unicode 16: the first versions of Node 20 know those of 15, so these keep their tables. */
const later = [
  ...['Garay', 'Gurung_Khema', 'Kirat_Rai', 'Ol_Onal', 'Sunuwar', 'Todhri', 'Tulu_Tigalari'],
  ...['Beria_Erfe', 'Sidetic', 'Tai_Yo', 'Tolong_Siki'],
];

const LITERAL = /new UnicodeRangeTable\(decodeRanges\("[^"]*", \w+\)\)/.source;
const ENTRY = new RegExp(`^\\t\\t(\\w+): \\(\\) => ${LITERAL},?$`, 'gm');

const HEAD = `
import { codePointRanges } from ${JSON.stringify(join(import.meta.dirname, 'code-point-ranges.ts'))};
const ofV8 = (names, prefix) => Object.fromEntries(names.split(' ').map((name) =>
  [name, () => new UnicodeRangeTable(codePointRanges('\\\\p{' + prefix + name + '}'))]));
`;

/** A text with a part of it replaced. Throws if it has no such part. */
function replaced(text: string, part: RegExp, by: (...found: string[]) => string): string {
  if (!part.test(text)) throw new Error(`re2js has changed: nothing in it matches ${part}`);
  return text.replace(part, by);
}

/** The code of `re2js` with what V8 knows computed, each table when it is first used. */
export function withoutTables(code: string): string {
  let small = code;
  for (const [table, prefix] of [
    ['CATEGORIES', ''],
    ['SCRIPTS', 'Script='],
  ] as const) {
    const map = new RegExp(`(static ${table} = new LazyMap\\(\\{\\n)([^}]*)`);
    small = replaced(small, map, (_, head = '', entries = '') => {
      const kept: string[] = [];
      const names: string[] = [];
      const rest = entries.replace(ENTRY, (entry: string, name: string) => {
        if (later.includes(name)) kept.push(entry);
        else names.push(name);
        return '';
      });
      if (rest.trim() !== '') throw new Error(`re2js has changed: ${rest.trim().slice(0, 200)}`);
      return `${head}...ofV8("${names.join(' ')}", "${prefix}"),\n${kept.join('\n')}\n\t`;
    });
  }
  const print = new RegExp(`(this\\._Print = )${LITERAL}`);
  small = replaced(
    small,
    print,
    (_, head) =>
      `${head}new UnicodeRangeTable(codePointRanges('[\\\\p{L}\\\\p{M}\\\\p{N}\\\\p{P}\\\\p{S}]'))`,
  );
  return HEAD + small;
}

/** Replaces the tables. */
export function unicodeOfV8(): Plugin {
  return {
    name: 'unicode-of-v8',
    transform: {
      filter: { id: /re2js[\\/]build[\\/]index\.js$/ },
      handler: (code) => ({ code: withoutTables(code), map: null }),
    },
  };
}
