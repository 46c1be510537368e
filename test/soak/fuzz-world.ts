/** The command that is fuzzed, and the requests to it. */
import { readFile } from 'node:fs/promises';
import { createJsonClient, type Json } from './client.ts';
import { allOperations, platformFile } from './documents.ts';
import type { Names } from './known.ts';
import type { Random } from './random.ts';
import { createRequests, type NextRequest } from './requests.ts';
import { type Subject, startSubject } from './subject.ts';
import { mutate } from './values.ts';

/** A running command, and what it is asked. */
export interface FuzzWorld {
  readonly subject: Subject;
  readonly next: NextRequest;
  /** As it was at the start, credentials included. */
  readonly pristine: unknown;
  /** As it was lately. */
  snapshot: Json;
}

/** Starts the command with a platform document. */
export const startFuzzed = (): Promise<Subject> =>
  startSubject(['--platform-document', platformFile]);

/** Starts the command, and learns what it can be asked. */
export async function openWorld(known: Names, random: Random): Promise<FuzzWorld> {
  const subject = await startFuzzed();
  const client = createJsonClient(subject.port);
  const get = async (target: string): Promise<Json> => (await client.send('GET', target)).body;
  const operations = await allOperations(get);
  const pristine = await get('/_emulator/snapshot?secrets=true');
  client.close();
  const fixture = await readFile(new URL('../../fixtures/demo.json', import.meta.url), 'utf8');
  const [template] = (JSON.parse(fixture) as { workspaces: Record<string, unknown>[] }).workspaces;
  const next = createRequests(operations, known, random, ({ method, path }) => {
    if (method === 'PUT' && path.endsWith('/snapshot')) {
      let changed: unknown = world.snapshot;
      for (let times = random.below(4); times > 0; times--) changed = mutate(changed, random);
      return changed;
    }
    if (method === 'POST' && path.endsWith('/workspaces') && random.chance(0.5)) {
      const { workspace_id: _, ...rest } = template ?? {};
      return { template: random.chance(0.8) ? mutate(rest, random) : rest };
    }
    return undefined;
  });
  const world: FuzzWorld = { subject, next, pristine, snapshot: pristine };
  return world;
}
