import { describe, expect, it } from 'vitest';
import type { Json } from '../helpers/control.ts';
import { CALL_1, CALL_2 } from '../helpers/http.ts';
import { emulate, live, long, numberOf, numbers } from '../helpers/live-subscribers.ts';
import { sendBytes } from '../helpers/raw.ts';

describe('a live subscriber that reads', () => {
  it('receives a long queue of large events, all of it and in order', async () => {
    const { raw, inject, injectAll, queued } = await emulate();
    await injectAll(numbers(300).map(long));
    const client = raw(live());
    await client.until(({ events }) => events.length === 300);
    expect(client.messages().map(numberOf)).toEqual(numbers(300));
    expect(await queued()).toEqual([]);
    expect(await inject('new')).toMatchObject({ status: 'delivered' });
    await client.until(({ events }) => events.length === 301);
  });
});

describe('a live subscriber that does not read', () => {
  it('leaves its waiting events to the queue when it is detached, and its stream ends', async () => {
    const { raw, inject, injectAll, happened, queued, subscribers, ctl, at } = await emulate();
    await injectAll(numbers(3_000).map(long));
    const stalled = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const [id] = await subscribers();
    expect((await ctl.delete(at(`/calls/${CALL_2}/subscribers/${id}`))).status).toBe(204);
    await inject('newer');
    stalled.socket.resume();
    await stalled.closed;
    expect(stalled.seen().comments.at(-1)).toBe('the subscriber was detached');
    const taken = stalled.messages().map(numberOf);
    expect([...taken, ...(await queued())]).toEqual([...numbers(3_000), 'newer']);
  });

  it('gets events that its broken socket did not take queued again', async () => {
    const { raw, injectAll, happened, queued, readCall } = await emulate();
    await injectAll(numbers(3_000).map(long));
    const broken = raw(live(), { reading: false });
    await happened('subscriber.joined');
    broken.socket.destroy();
    await happened('subscriber.left');
    const call = await readCall();
    const received = call.injections
      .filter((one: Json) => one.status !== 'queued')
      .map((one: Json) => numberOf(one.message));
    const all = [...received.slice(-10), ...(await queued())];
    expect(all).toEqual(numbers(3_000).slice(-all.length));
  });
});

describe('a live subscriber that resumes', () => {
  it('continues to receive when its first connection closes later', async () => {
    const { raw, inject, subscribers } = await emulate();
    const first = raw(live());
    await first.opened();
    await inject('1');
    await first.until(({ events }) => events.length === 1);
    const second = raw(live(), { headers: { 'last-event-id': first.seen().ids.at(-1) ?? '' } });
    await second.opened();
    await first.closed;
    expect(first.seen().comments.at(-1)).toBe('the subscriber resumed on another connection');
    expect(await subscribers()).toHaveLength(1);
    for (const message of ['2', '3']) {
      expect(await inject(message)).toMatchObject({ status: 'delivered' });
    }
    await second.until(({ events }) => events.length === 2);
    expect(second.messages()).toEqual(['2', '3']);
  });

  it('is not detached by an older connection that breaks', async () => {
    const { raw, inject, injectAll, subscribers, happened } = await emulate();
    await injectAll(numbers(3_000).map(long));
    const first = raw(live(), { reading: false });
    await happened('subscriber.joined');
    const [id] = await subscribers();
    const second = raw(live(), { headers: { 'last-event-id': `${id}/0` } });
    await second.opened();
    first.socket.destroy();
    await first.closed;
    await second.until(({ events }) => events.length >= 1_000);
    expect(await inject('new')).toMatchObject({ status: 'delivered' });
    await second.until(({ events }) => events.at(-1)?.data.message === 'new');
    expect(await subscribers()).toEqual([id]);
  });

  it('resumes from the start of its subscription when it has seen no event', async () => {
    const { raw, inject, subscribers } = await emulate();
    const first = raw(live());
    await first.opened();
    const [id] = await subscribers();
    expect(first.seen().ids).toEqual([`${id}/0`]);
    for (const message of ['1', '2']) await inject(message);
    await first.until(({ events }) => events.length === 2);
    const second = raw(live(), { headers: { 'last-event-id': `${id}/0` } });
    await second.until(({ events }) => events.length === 2);
    expect([second.seen().ids[0], second.messages()]).toEqual([`${id}/0`, ['1', '2']]);
  });

  it('receives the events it had not seen, then the queued ones', async () => {
    const { raw, inject, happened } = await emulate();
    const first = raw(live());
    await first.opened();
    for (const message of ['1', '2', '3']) await inject(message);
    await first.until(({ events }) => events.length === 3);
    const seen = first.seen().events[0]?.id ?? '';
    first.socket.destroy();
    await happened('subscriber.left');
    await inject('4');
    const second = raw(live(), { headers: { 'last-event-id': seen } });
    await second.until(({ events }) => events.length === 3);
    expect(second.messages()).toEqual(['2', '3', '4']);
  });

  it.each([
    ['a simulated agent', 'agent/0'],
    ['an event of a simulated agent', 'agent/EVENT'],
    ['a live subscriber and no event of it', 'OWN/evt_x'],
    ['a live subscriber of another call', 'OTHER/0'],
    ['nobody', 'nobody/0'],
    ['garbage', 'abc'],
    ['a slash', '/'],
    ['half of it', 'OWN/'],
    ['the other half', '/EVENT'],
    ['a number below 0', '-5'],
    ['text beyond ASCII', 'ü/é'],
    ['much', `OWN/${'9'.repeat(8_000)}`],
  ])('with a Last-Event-ID of %s is a new one, and nobody is detached', async (_, template) => {
    const { raw, inject, subscribers, ctl, at, readCall } = await emulate();
    await ctl.post(at(`/calls/${CALL_2}/subscribers`), { subscriber_id: 'agent' });
    const own = raw(live());
    await own.opened();
    const other = raw(live(CALL_1));
    await other.opened();
    const otherId = (await subscribers(CALL_1)).at(-1) ?? '';
    await inject('1');
    const [received] = (await readCall()).injections;
    const before = await subscribers();
    const header = template
      .replace('EVENT', received.event_id)
      .replace('OWN', before[1] ?? '')
      .replace('OTHER', otherId);
    const stray = raw(live(), { headers: { 'last-event-id': header } });
    await stray.opened();
    expect(stray.seen().comments[0]).toMatch(
      /^subscriber sub_\w+, a new one: Last-Event-ID is not/,
    );
    const after = await subscribers();
    expect(after.slice(0, 2)).toEqual(before);
    expect(after).toHaveLength(3);
    expect(stray.messages()).toEqual([]);
    await inject('2');
    for (const [client, messages] of [
      [own, ['1', '2']],
      [stray, ['2']],
    ] as const) {
      await client.until(({ events }) => events.length === messages.length);
      expect(client.messages()).toEqual(messages);
    }
  });
});

describe('the stream of a live subscriber ends with the reason when', () => {
  type World = Awaited<ReturnType<typeof emulate>>;
  it.each<[string, string, (emulation: World) => unknown]>([
    ['its call ends', 'the call ended', ({ ctl, at }) => ctl.post(at(`/calls/${CALL_2}/end`))],
    [
      'it is detached',
      'the subscriber was detached',
      async ({ ctl, at, subscribers }) =>
        ctl.delete(at(`/calls/${CALL_2}/subscribers/${(await subscribers())[0]}`)),
    ],
    [
      'its workspace is reset',
      'the workspace was removed, reset or replaced',
      ({ ctl, at }) => ctl.post(at('/reset')),
    ],
    [
      'its workspace is removed',
      'the workspace was removed, reset or replaced',
      ({ ctl, at }) => ctl.delete(at('')),
    ],
    [
      'a snapshot is loaded over it',
      'the workspace was removed, reset or replaced',
      async ({ ctl }) => ctl.put('/snapshot', (await ctl.get('/snapshot?secrets=true')).body),
    ],
    ['the emulator closes', 'the emulator closes', ({ stop }) => stop()],
  ])('%s', async (_, why, happen) => {
    const emulation = await emulate();
    const { raw, inject } = emulation;
    const client = raw(live());
    await client.opened();
    await inject('1');
    await happen(emulation);
    await client.closed;
    const { comments, whole } = client.seen();
    expect([client.messages(), comments.at(-1), whole]).toEqual([['1'], why, true]);
  });

  it('its call reaches its length', async () => {
    const { raw, ctl, at } = await emulate();
    await ctl.post(at('/calls'), { call_sid: 'short', length_seconds: 60 });
    const client = raw(live('short'));
    await client.opened();
    await ctl.post(at('/clock/advance'), { seconds: 61 });
    await client.closed;
    expect(client.seen().comments.at(-1)).toBe('the call ended');
  });

  it('its client says that it sends nothing more', async () => {
    const { raw, inject, happened, queued } = await emulate();
    const client = raw(live());
    await client.opened();
    client.socket.end();
    await happened('subscriber.left');
    expect(await inject('1')).toMatchObject({ status: 'queued_no_subscriber' });
    expect(await queued()).toEqual(['1']);
  });
});

describe('live subscribers', () => {
  it.each([
    ['over HTTP/1.0', '', 'HTTP/1.0'],
    [
      'behind a pipelined request',
      'GET /_emulator/health HTTP/1.1\r\nhost: x.localhost\r\n\r\n',
      'HTTP/1.1',
    ],
  ])('%s receive what waits, and their stream ends', async (_, before, version) => {
    const { port, inject, happened, ctl, at } = await emulate();
    for (const number of numbers(20)) await inject(number);
    const request = `GET /_emulator${live()} ${version}\r\nhost: localhost\r\n\r\n`;
    const response = sendBytes(port, before + request);
    await happened('subscriber.joined');
    await ctl.post(at(`/calls/${CALL_2}/end`));
    const text = (await response).toString();
    const messages = [...text.matchAll(/"message":"(\d+)"/g)].map(([, message]) => message);
    expect(messages).toEqual(numbers(20));
    expect(text).toContain(': the call ended\n\n');
  });

  it('are not made by HEAD', async () => {
    const { http, subscribers } = await emulate();
    const head = await http.head(`/_emulator${live()}`);
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(await subscribers()).toEqual([]);
  });
});
