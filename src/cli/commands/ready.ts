/** The lines printed when the emulator listens. */
import type { OpenEmulator } from '../../emulator.ts';
import { jsonLine } from '../../http/log.ts';
import { version } from '../../version.ts';
import { demoFixture } from '../../world/seeding/demo.ts';
import type { StartFlags } from '../options.ts';

const SHOWN_WORKSPACES = 3;

/** The line about flags that have no effect in a world that another process made; undefined if there is none. */
export function ignoredLine(ignored: readonly string[]): string | undefined {
  if (ignored.length === 0) return undefined;
  const verb = ignored.length === 1 ? 'has' : 'have';
  return `${ignored.join(', ')} ${verb} no effect: another process has made the world`;
}

/**
 * The lines, by log mode: for a person, a `{"event":"ready",…}` for a program, or none. `ignored`: flags without effect,
 * because another process has made the world.
 */
export function readyLines(
  { auth, log, tlsCert }: Pick<StartFlags, 'auth' | 'log' | 'tlsCert'>,
  url: string,
  { fixture, shared }: Pick<OpenEmulator, 'fixture' | 'shared'>,
  ignored: readonly string[],
): string[] {
  if (log === 'silent') return [];
  if (log === 'json') {
    const store = shared && { description: shared.description, world: shared.status, ignored };
    return [jsonLine('ready', { url, version, pid: process.pid, store })];
  }

  const lines = [`sessions-emulator ${version} listens on ${url}`];
  if (shared !== undefined) {
    const what = shared.status === 'new' ? 'a new world' : 'the world of another process';
    lines.push(`  ${what} on ${shared.description}`);
  }
  const line = ignoredLine(ignored);
  if (line !== undefined) lines.push(`  ${line}`);
  lines.push('');
  for (const { workspace_id, name, services, entities, calls } of fixture.workspaces.slice(
    0,
    SHOWN_WORKSPACES,
  )) {
    lines.push(`  workspace ${workspace_id}${name === undefined ? '' : `  ${name}`}`);
    const rows: [string, string[]][] = [
      ['services', (services ?? []).map((one) => one.service_id)],
      ['entities', (entities ?? []).map((one) => one.entity_id)],
      ['calls', (calls ?? []).flatMap((one) => one.call_sid ?? [])],
    ];
    for (const [what, ids] of rows) {
      const shown = ids.slice(0, 3).join('  ');
      const rest = ids.length > 3 ? `  and ${ids.length - 3} more` : '';
      if (ids.length > 0) lines.push(`    ${what.padEnd(9)} ${shown}${rest}`);
    }
  }

  const more = fixture.workspaces.length - SHOWN_WORKSPACES;
  if (more > 0) lines.push(`  and ${more} more workspace${more === 1 ? '' : 's'}`);

  const first = fixture.workspaces[0];
  if (first !== undefined) {
    const isDemo = first.api_keys === demoFixture.workspaces[0]?.api_keys;
    // The demo's key is not a secret: the documentation has it.
    const key = isDemo ? 'demo-key' : auth === 'any' ? 'any' : '$AMIGO_API_KEY';
    const trust = tlsCert === undefined ? '' : ` --cacert ${tlsCert}`;
    const credentials = auth === 'off' ? '' : ` -H "Authorization: Bearer ${key}"`;
    lines.push(
      '',
      'Try it:',
      `  curl${trust}${credentials} ${url}/v1/${first.workspace_id}/sessions/active`,
    );
  }
  lines.push('', `Page: ${url}/_emulator   Reference: ${url}/docs   Stop: Ctrl+C`, '');
  return lines;
}
