/** Writes large contents of a workspace in parts, under a generation that nobody sees until a commit names it. */
import type { Contents, Kind, WorkspaceId } from '../ports/store.ts';
import { countField, logField, recordField, taskField } from './fields.ts';
import { tokensOf } from './item-of.ts';
import type { Keys } from './keys.ts';
import type { Link } from './link.ts';

/** Texts of one command. */
const PART = 1_000;

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
    for (let at = 0; at < texts.length; at += PART) {
      await link.command([command, `${own}${key}`, ...texts.slice(at, at + PART)]);
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
  const tasks = contents.tasks.flatMap(({ at, task }) => [taskField(task), String(at)]);
  await write('HSET', 'records', records);
  await write('HSET', 'versions', versions);
  await write('HSET', 'tasks', tasks);
  await write('SADD', 'tokens', tokensOf(contents));
}
