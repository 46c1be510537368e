import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operations, optionalOperations } from '../../src/contract/operations.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/sdk.md'), 'utf8');

it('docs/sdk.md names exactly the operations that are served', () => {
  const rows = guide.split('\n').filter((line) => line.startsWith('|'));
  const named = rows
    .flatMap((row) => [...row.matchAll(/`([A-Z]+) (\/[^`]+)`/g)])
    .map(([, method, path = '']) =>
      path.startsWith('/v1') ? `${method} ${path}` : `${method} /v1/{workspace_id}${path}`,
    );
  const served = [...operations, ...optionalOperations];
  expect(named.sort()).toEqual(served.map(({ method, path }) => `${method} ${path}`).sort());
});
