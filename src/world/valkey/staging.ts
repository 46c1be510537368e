/** Writes large contents of a workspace in parts, under a generation that nobody sees until a commit names it. */

import type { Contents, Kind, WorkspaceId } from '../ports/store.ts';
import { taskKey } from '../task-key.ts';
import { countField, logField, recordField } from './fields.ts';
import { tokensOf } from './item-of.ts';
import type { Keys } from './keys.ts';
import type { Link } from './link.ts';

/** Texts of one command, and their characters, unless one text alone has more. */
const PART = 1_000;
const CHARACTERS = 1_000_000;
/** Seconds until the server removes contents that no commit has taken. */
const KEPT_SECONDS = 3_600;

/** Splits texts, of which each pair belongs together. */
function* partsOf(texts: readonly string[]): Generator<readonly string[]> {
  let [from, characters] = [0, 0];
  for (const [at, text] of texts.entries()) {
    characters += text.length;
    const isFull = at + 1 - from >= PART || characters >= CHARACTERS;
    if (at + 1 < texts.length && (!isFull || (at - from) % 2 === 0)) continue;
    yield texts.slice(from, at + 1);
    [from, characters] = [at + 1, 0];
  }
}

/** Writes contents under a generation. */
export async function stageContents(
  link: Link,
  keys: Keys,
  workspaceId: WorkspaceId,
  generation: string,
  contents: Contents,
): Promise<void> {
  const own = `${keys.base}${workspaceId}:${generation}:`;

  async function write(command: string, key: string, texts: readonly string[]): Promise<void> {
    for (const part of partsOf(texts)) {
      const written = link.command([command, `${own}${key}`, ...part]);
      const expires = link.command(['EXPIRE', `${own}${key}`, String(KEPT_SECONDS)]);
      await Promise.all([written, expires]);
    }
  }

  const records: string[] = [];
  const versions: string[] = [];
  let order = 0;
  for (const [kind, all] of Object.entries(contents.records)) {
    for (const [id, record] of all) {
      const field = recordField(kind as Kind, id);
      records.push(field, `0.0.${order++} ${JSON.stringify(record)}`);
      versions.push(field, '0');
    }
    versions.push(countField(kind as Kind), '0');
  }
  for (const [log, all] of Object.entries(contents.logs)) {
    for (const [id, items] of all) {
      const field = logField(log as keyof Contents['logs'], id);
      versions.push(field, '0');
      await write(
        'RPUSH',
        field,
        items.map((item) => JSON.stringify(item)),
      );
    }
  }
  const tasks = contents.tasks.flatMap(({ at, task }) => [taskKey(task), String(at)]);
  await write('HSET', 'records', records);
  await write('HSET', 'versions', versions);
  await write('HSET', 'tasks', tasks);
  await write('SADD', 'tokens', tokensOf(contents));
}
