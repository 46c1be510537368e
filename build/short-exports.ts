/** Shortens how a large chunk exports: a call for each name took bytes and time at each start. */
import type { Plugin } from 'rolldown';

/** `Object.defineProperty(exports, "a", { enumerable: true, get: function () { return b } })`, minified. */
const call =
  /Object\.defineProperty\(exports,"([\w$]+)",\{enumerable:!0,get:function\(\)\{return (.+?)\}\}\)/;

/**
 * Replaces these calls at the end of a chunk by one object. Only for a chunk that requires no other chunk that needs it
 * at once, since that one would keep the exports of before.
 *
 * @throws `Error` when the chunk exports in another way, too
 */
export function shortExports(name: string): Plugin {
  return {
    name: 'short-exports',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || chunk.name !== name) continue;
        const calls = new RegExp(`${call.source}(?:,${call.source})*;`);
        chunk.code = chunk.code.replace(calls, (found) => {
          const getters = [...found.matchAll(new RegExp(call, 'g'))];
          return `module.exports={${getters.map(([, as, value]) => `get ${as}(){return ${value}}`)}};`;
        });
        if (/(?<![\w.])exports[.,[]/.test(chunk.code)) {
          throw new Error(`${chunk.fileName} exports in another way, too`);
        }
      }
    },
  };
}
