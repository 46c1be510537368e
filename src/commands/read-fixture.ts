/** Reads a fixture from a file. */
import { readFile } from 'node:fs/promises';
import { checkFixture } from '../world/fixture-check.ts';
import type { Fixture } from '../world/fixture-types.ts';
import { FixtureError } from '../world/seed.ts';
import { jsonMistake } from './json-mistake.ts';

function unusable(expected: string, found: string): FixtureError {
  return new FixtureError([{ path: [], expected, found }]);
}

/** The fixture in a file. Rejects with a `FixtureError` when there is no good one in it. */
export async function readFixture(file: string): Promise<Fixture> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    throw unusable('a file that can be read', (error as Error).message);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw unusable('JSON', jsonMistake(text, (error as Error).message));
  }
  return checkFixture(data);
}
