import { describe, expect, it } from 'vitest';
import { type Embedded, ways } from '../helpers/embedded.ts';

const json = { 'content-type': 'application/json' };

/** A workspace with a call, and how to inject into it over HTTP. */
async function callOf(emulator: Embedded) {
  const workspace = await emulator.workspace();
  const { callSid } = await workspace.placeCall();
  const inject = async (message: string) => {
    const response = await workspace.fetch(
      `http://emulator/v1/${workspace.workspaceId}/sessions/${callSid}/inject`,
      {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${workspace.apiKey}` },
        body: JSON.stringify({ message }),
      },
    );
    return response.status;
  };
  return { workspace, callSid, inject };
}

const failing = [
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
] as const;

describe.each(ways)('subscribe, %s', (_, open) => {
  const call = async () => callOf(await open({ clock: 'frozen', seed: 'test' }));

  it.each(failing)('with a callback that %s does not fail an inject', async (_, receive) => {
    const { workspace, callSid, inject } = await call();
    const heard: string[] = [];
    const leave = await workspace.subscribe(callSid, receive);
    const leaveOther = await workspace.subscribe(callSid, ({ message }) => heard.push(message));
    expect([await inject('one'), await inject('two')]).toEqual([200, 200]);
    await leaveOther();
    expect(heard).toEqual(['one', 'two']);
    await expect(leave()).rejects.toThrow('broken');
    // It left all the same.
    expect((await workspace.readCall(callSid)).subscribers).toEqual([]);
  });

  it.each(failing)('passes to `onError` what a callback %s', async (_, receive) => {
    const { workspace, callSid, inject } = await call();
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const leave = await workspace.subscribe(callSid, receive, { onError });
    expect([await inject('one'), await inject('two')]).toEqual([200, 200]);
    await leave();
    expect(errors).toEqual([new Error('broken'), new Error('broken')]);
  });

  it('survives an `onError` that throws', async () => {
    const { workspace, callSid, inject } = await call();
    const onError = () => {
      throw new Error('worse');
    };
    const leave = await workspace.subscribe(callSid, failing[0][1], { onError });
    expect(await inject('one')).toBe(200);
    await expect(leave()).rejects.toThrow('worse');
  });

  it('ends only its own subscription', async () => {
    const { workspace, callSid, inject } = await call();
    const heard: string[] = [];
    const leave = await workspace.subscribe(callSid, ({ message }) => heard.push(message));
    await leave();
    const leaveAgain = await workspace.subscribe(callSid, ({ message }) => heard.push(message));
    await leave();
    expect(await inject('one')).toBe(200);
    await leaveAgain();
    expect(heard).toEqual(['one']);
  });
});
