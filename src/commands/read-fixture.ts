/** Reads a fixture from a file. */
import { readFile } from 'node:fs/promises';
import { checkFixture } from '../world/fixture-check.ts';
import type { Fixture } from '../world/fixture-types.ts';
import { FixtureError } from '../world/seed.ts';

function unusable(expected: string, found: string): FixtureError {
  return new FixtureError([{ path: [], expected, found }]);
}

/** What the JSON parser has to say, with the place as an editor shows it. */
function mistake(text: string, message: string): string {
  const [, what, position] = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(message) ?? [];
  if (position === undefined) return `a text that is none (${message})`;
  const before = text.slice(0, Number(position)).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `a mistake in line ${before.length}, column ${column} (${what})`;
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
    throw unusable('JSON', mistake(text, (error as Error).message));
  }
  return checkFixture(data);
}
