import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../helpers/command.ts';

const program = `
import { createEmulator } from ${JSON.stringify(pathToFileURL(join(root, 'dist/index.mjs')).href)};
const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
const before = listeners();
for (let i = 0; i < 200; i++) {
  const emulator = await createEmulator();
  const server = await emulator.listen({ port: 0 });
  const workspace = await emulator.workspace('demo');
  const headers = { authorization: 'Bearer ' + workspace.apiKey };
  const path = '/v1/' + workspace.workspaceId + '/sessions/active';
  const direct = await (await emulator.fetch('http://x' + path, { headers })).json();
  // Each tenth over a socket: keeping one open is the client's right, and closing it the server's.
  if (i % 10 === 0) await (await fetch(server.url + path, { headers })).json();
  if (direct.length === 0) throw new Error('no calls');
  await workspace.clock.run(1000);
  await workspace.placeCall({ lengthSeconds: 1000 });
  workspace.waitFor({ type: 'call.ended' }, { timeoutMs: 600_000 }).catch(() => {});
  await emulator.close();
}
// Counted here, not on exit: Node itself has other listeners then, and how many depends on its version.
const added = listeners() - before;
process.on('beforeExit', () => {
  console.log(JSON.stringify({ listeners: added, left: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap') }));
});
`;

it('200 emulators started, used and closed in one process leave nothing behind, and it ends by itself', () => {
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  // A handle or a timer that is left would keep it alive; a listener that is left would make Node warn.
  expect([ended.signal, ended.status, ended.stderr]).toEqual([null, 0, '']);
  expect(JSON.parse(ended.stdout)).toEqual({ listeners: 0, left: [] });
});
