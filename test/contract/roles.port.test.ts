import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_1 } from '../helpers/http.ts';
import { fixtureWithRoles } from '../helpers/roles.ts';
import { openSocket } from '../helpers/socket.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

const about = `service_id=${SERVICE}&entity_id=${ENTITY}`;
const conversations = [
  ['sessions/connect', `/v1/${WS}/sessions/connect?${about}`, 4403],
  ['text-stream', `/agent/text-stream?workspace_id=${WS}&${about}`, 4003],
] as const;

async function emulate() {
  const emulation = await control({ auth: 'keys', fixture: fixtureWithRoles });
  return {
    ...emulation,
    open: (key: string, path: string) => openSocket(emulation.url, path, key),
    sessions: async () => (await emulation.ctl.get(emulation.at('/sessions'))).body,
  };
}

describe('a viewer with sockets', () => {
  it('observes a call', async () => {
    const { open } = await emulate();
    const { atLeast, types } = open('viewer', `/v1/${WS}/observers/${CALL_1}/ws`);
    await atLeast(2);
    expect(types().slice(0, 2)).toEqual(['session_start', 'session_info']);
  });

  it.each(conversations)('has no conversation over %s', async (_, path, code) => {
    const { open, sessions } = await emulate();
    const refused = open('viewer', path);
    expect(await refused.closed).toEqual({ code, reason: 'Insufficient permissions.' });
    expect([refused.frames, await sessions()]).toEqual([[], []]);
    const member = open('member', path);
    await member.atLeast(1);
    expect(member.types()[0]).toBe('session_started');
    expect(await sessions()).toHaveLength(1);
  });
});
