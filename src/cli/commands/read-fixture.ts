/** Reads a fixture from a file. */
import { checkFixture } from '../../fixtures/fixture-check.ts';
import type { Fixture } from '../../world/seeding/fixture-types.ts';
import { FixtureError } from '../../world/seeding/seed.ts';
import { readJsonFile } from './json-file.ts';

/** The fixture in a file. Rejects with a `FixtureError` when it is not valid. */
export async function readFixture(file: string): Promise<Fixture> {
  const read = await readJsonFile(file);
  if (read.kind === 'data') return checkFixture(read.data);
  const expected = read.kind === 'not_json' ? 'JSON' : 'a file that can be read';
  throw new FixtureError([{ path: [], expected, found: read.found }]);
}
