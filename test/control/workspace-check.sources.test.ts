// Only against the sources: it counts what is asked of the world.
import { describe, expect, it } from 'vitest';
import { controlPlane } from '../../src/control/control.ts';
import { createJournal } from '../../src/observe/journal.ts';
import { createOpenStreams } from '../../src/observe/open-streams.ts';
import { demoWorld, WS } from '../helpers/world.ts';

describe('a request about a workspace', () => {
  it.each(['', '/calls', '/faults'])('at …%s checks once that there is one', async (path) => {
    const world = await demoWorld();
    let checks = 0;
    const counting: typeof world = {
      ...world,
      readWorkspace(workspaceId) {
        checks++;
        return world.readWorkspace(workspaceId);
      },
    };
    const app = controlPlane(
      {
        world: counting,
        journal: createJournal(world.journal),
        version: '0',
        operations: ['inject'],
        streams: createOpenStreams(new AbortController().signal),
      },
      { allowHosts: [], token: null },
    );
    const method = path === '' ? 'DELETE' : 'GET';
    const { status } = await app.request(`http://localhost/workspaces/${WS}${path}`, { method });
    expect([status < 300, checks]).toEqual([true, 1]);
    expect((await app.request(`http://localhost/workspaces/none${path}`)).status).toBe(404);
  });
});
