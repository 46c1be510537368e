/** The Python client, read as a text: what needs no Python is tested without it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const pythonClient = (): string =>
  readFileSync(join(import.meta.dirname, '../../clients/python/sessions_emulator.py'), 'utf8');

/** Its operations: method and path, by operation id. */
export const pythonOperations = (): Record<string, string> =>
  Object.fromEntries(
    [...pythonClient().matchAll(/^ {4}"(\w+)": \("([A-Z]+)", "([^"]+)"\),$/gm)].map(
      ([, id, method, path]) => [id, `${method} ${path}`],
    ),
  );
