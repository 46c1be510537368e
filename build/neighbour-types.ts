/** The shapes of `openapi.neighbours.json` as TypeScript types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';

// A field with a default may be left out of a response: it is filled in.
const options = { defaultNonNullable: false };

/** The types' source text. */
export async function neighbourTypes(): Promise<string> {
  const file = join(import.meta.dirname, '../openapi.neighbours.json');
  const text = astToString(await openapiTypes(readFileSync(file, 'utf8'), options));
  // The paths only refer to the operations.
  const used = text.slice(text.indexOf('export interface components'));
  // The comments are the titles, which say what the names say.
  const bare = used.replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '');
  return `/** The shapes of the neighbours: generated from \`openapi.neighbours.json\` by \`npm run generate\`. */\n${bare}`;
}
