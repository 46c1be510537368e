import { describe } from 'vitest';
import { expect, sessionsTest } from '../../src/vitest.ts';
import { makeStore } from '../helpers/stores.ts';

const inject = (
  { url, workspaceId, apiKey }: { url: string; workspaceId: string; apiKey: string },
  callSid: string,
  message: string,
) =>
  fetch(`${url}/v1/${workspaceId}/sessions/${callSid}/inject`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message, sender: 'Nurse' }),
  });

/** What an assertion says when it fails. */
async function complaint(assertion: () => unknown): Promise<string> {
  try {
    await assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

const test = sessionsTest({ makeStore });
const frozen = sessionsTest({ template: 'empty', clock: { frozenAt: 0 }, makeStore });

describe('the fixture', () => {
  test('is a workspace with the demo world, on a URL', async ({ sessions }) => {
    expect(sessions.calls.length).toBeGreaterThan(0);
    const [call] = sessions.calls;
    const answer = await inject(sessions, call?.callSid as string, 'hi');
    expect(answer.status).toBe(200);
    await expect(sessions).toHaveReceivedInjection('hi');
  });

  let before: string;
  test('is a new one in each test', ({ sessions }) => {
    before = sessions.workspaceId;
  });
  test('and the previous one is removed', async ({ sessions, emulator }) => {
    expect(sessions.workspaceId).not.toBe(before);
    const answer = await emulator.fetch(`http://x/_emulator/workspaces/${before}`);
    expect(answer.status).toBe(404);
  });

  frozen('can be over an emulator of one’s own', async ({ sessions }) => {
    expect([sessions.calls, sessions.clock.now().getTime()]).toEqual([[], 0]);
  });
});

describe('the matchers', () => {
  test('match by message, pattern or fields', async ({ sessions }) => {
    const { callSid } = await sessions.placeCall({ callSid: 'mine', subscribers: 1 });
    await inject(sessions, callSid, 'Refill approved');
    await expect(sessions).toHaveReceivedInjection('Refill approved');
    await expect(sessions).toHaveReceivedInjection(/approved$/);
    await expect(sessions).toHaveReceivedInjection({
      callSid,
      sender: 'Nurse',
      status: 'delivered',
    });
    await expect(sessions).not.toHaveReceivedInjection('Refill denied');
    await expect(sessions).toHaveActiveCall('mine');
    await expect(sessions).toHaveReceivedRequest({ operation: 'inject', status: 200, exactly: 1 });
    await expect(sessions).not.toHaveReceivedRequest({ operation: 'start' });
    await expect(sessions).not.toHaveStartedSession();
  });

  test('show the nearest miss', async ({ sessions }) => {
    await sessions.placeCall({ callSid: 'mine' });
    await inject(sessions, 'mine', 'Refill approved');
    expect(
      await complaint(() =>
        expect(sessions).toHaveReceivedInjection({ callSid: 'mine', message: 'Refill denied' }),
      ),
    ).toBe(
      [
        'expected an injection like {"callSid":"mine","message":"Refill denied"}; of 1 the nearest:',
        '  "Refill approved" into mine, queued',
        '    message: expected "Refill denied", found "Refill approved"',
      ].join('\n'),
    );
    expect(
      await complaint(() => expect(sessions).toHaveReceivedRequest({ body: { sender: 'System' } })),
    ).toBe(
      [
        'expected at least 1 request like {"body":{"sender":"System"}}, found 0; the nearest:',
        `  POST /v1/${sessions.workspaceId}/sessions/mine/inject 200`,
        '    body.sender: expected "System", found "Nurse"',
      ].join('\n'),
    );
    expect(
      await complaint(() => expect(sessions).not.toHaveReceivedInjection(/^Refill/)),
    ).toContain(
      'expected no injection like {"message":/^Refill/}, but there was "Refill approved" into mine',
    );
    expect(await complaint(() => expect(sessions).toHaveStartedSession({ active: true }))).toBe(
      'expected a session like {"active":true}, but there was none',
    );
  });

  test('take asymmetric matchers and regular expressions at any depth', async ({ sessions }) => {
    await sessions.placeCall({ callSid: 'mine' });
    await inject(sessions, 'mine', 'Refill approved');
    await expect(sessions).toHaveReceivedInjection(expect.stringContaining('approved'));
    await expect(sessions).toHaveReceivedInjection({ sender: /^N/, message: expect.any(String) });
    await expect(sessions).not.toHaveReceivedInjection({ sender: expect.stringMatching(/^X/) });
    await expect(sessions).not.toHaveStartedSession({ entityId: /./ });
    const body = expect.objectContaining({ sender: expect.stringMatching(/^N/) });
    await expect(sessions).toHaveReceivedRequest({ body: { message: /refill/i } });
    await expect(sessions).toHaveReceivedRequest({ body });
    // A global expression keeps its place between matches.
    const everywhere = /Refill/g;
    for (const _ of [1, 2]) await expect(sessions).toHaveReceivedInjection(everywhere);
  });

  test('print asymmetric matchers and regular expressions as they are written', async ({
    sessions,
  }) => {
    await sessions.placeCall({ callSid: 'mine' });
    await inject(sessions, 'mine', 'Refill approved');
    const pattern = {
      body: { message: /denied/, sender: expect.any(Number), more: [expect.anything()] },
    };
    expect(await complaint(() => expect(sessions).toHaveReceivedRequest(pattern))).toBe(
      [
        'expected at least 1 request like {"body":{"message":/denied/,"sender":Any<Number>,"more":[Anything]}}, found 0; the nearest:',
        `  POST /v1/${sessions.workspaceId}/sessions/mine/inject 200`,
        '    body.message: expected /denied/, found "Refill approved"',
        '    body.sender: expected Any<Number>, found "Nurse"',
        '    body.more: expected [Anything], found null',
      ].join('\n'),
    );
    const message = expect.stringContaining('denied');
    expect(await complaint(() => expect(sessions).toHaveReceivedInjection({ message }))).toContain(
      'expected an injection like {"message":StringContaining "denied"}; of 1 the nearest:',
    );
  });

  test('print with `not` what matched', async ({ sessions }) => {
    await sessions.placeCall({ callSid: 'mine' });
    for (const message of ['1', '2', '3', '4']) await inject(sessions, 'mine', message);
    await inject(sessions, 'other', '5');
    expect(await complaint(() => expect(sessions).not.toHaveReceivedInjection(/[12]/))).toBe(
      'expected no injection like {"message":/[12]/}, but there were 2:\n  "1" into mine, queued\n  "2" into mine, queued',
    );
    const path = (call: string) => `/v1/${sessions.workspaceId}/sessions/${call}/inject`;
    expect(await complaint(() => expect(sessions).not.toHaveReceivedRequest({ status: 200 }))).toBe(
      [
        'expected not at least 1 request like {"status":200}, but there were 4:',
        ...Array(3).fill(`  POST ${path('mine')} 200`),
        '  and 1 more',
      ].join('\n'),
    );
    expect(
      await complaint(() => expect(sessions).not.toHaveReceivedRequest({ status: 404 })),
    ).toContain(
      `but there was POST ${path('other')} 404  no call other in this workspace; known: `,
    );
    expect(
      await complaint(() =>
        expect(sessions).not.toHaveReceivedRequest({ status: 500, exactly: 0 }),
      ),
    ).toBe('expected not exactly 0 request like {"status":500}, and there was none');
  });

  test('report a value that is not a workspace', async () => {
    expect(await complaint(() => expect({}).toHaveReceivedInjection('x'))).toContain(
      'expected a workspace, such as the fixture `sessions`',
    );
  });
});

describe('a hundred tests at once on one emulator', () => {
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  const emulators = new Set<string>();
  test.concurrent.for(numbers)(
    'number %i sees only its own workspace',
    async (n, { sessions, expect }) => {
      emulators.add(sessions.url);
      const { callSid } = await sessions.placeCall({ callSid: 'the-same-for-all' });
      await sessions.clock.advance(n);
      await inject(sessions, callSid, `message ${n}`);
      await sessions.addFault({ operation: 'active', status: 503 });
      await expect(sessions).toHaveReceivedInjection(`message ${n}`);
      const all = await sessions.injections('the-same-for-all');
      expect(all.map((one) => one.message)).toEqual([`message ${n}`]);
      expect(await sessions.requests()).toHaveLength(1);
      expect(await sessions.faults()).toHaveLength(1);
      expect(emulators.size).toBe(1);
    },
  );
});
