/** The documents that requests are made from: all that are served, and one of a platform. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenApi, type Operation, operationsOf } from './requests.ts';

/** A platform's document: its operations are only shaped. */
export const platformFile = join(import.meta.dirname, '../fixtures/platform.openapi.json');

/** Reads a document that is served. */
type Get = (path: string) => Promise<OpenApi>;

/** All operations. Those of the vendor come more often than those of the larger control plane. */
export async function allOperations(get: Get): Promise<Operation[]> {
  const contract = operationsOf(await get('/openapi.json'), '');
  const companions = operationsOf(await get('/openapi.companions.json'), '');
  const neighbours = operationsOf(await get('/openapi.neighbours.json'), '');
  const control = operationsOf(await get('/_emulator/openapi.json'), '/_emulator');
  const shaped = operationsOf(JSON.parse(readFileSync(platformFile, 'utf8')), '');
  const often = [...contract, ...companions];
  return [
    ...often,
    ...often,
    ...often,
    ...often,
    ...neighbours,
    ...neighbours,
    ...control,
    ...shaped,
  ];
}
