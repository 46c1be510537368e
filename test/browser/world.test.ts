/** The world on the page at `/_emulator`: workspaces, calls, text sessions, entities, services and keys. */
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../helpers/browser.ts';
import { column, emulatorPage, expectFits } from '../helpers/emulator-page.ts';
import { CALL_1, CALL_2, paths, startBody } from '../helpers/http.ts';
import { ENTITY, OTHER, WS } from '../helpers/world.ts';

/** The address of a part of a workspace. */
const hashOf = (params: Record<string, string>) =>
  `#/world?${new URLSearchParams({ workspace: WS, ...params })}`;

/** The texts of a table's rows. */
const rows = (page: Page, caption: string): Promise<string[]> =>
  page.getByRole('table', { name: caption }).locator('tbody tr').allTextContents();

/** Opens an emulator at a part of the demo's workspace. */
const open = (
  params: Record<string, string>,
  options: Parameters<typeof emulatorPage>[0] = {},
  pageOptions: Parameters<typeof emulatorPage>[1] = {},
) => emulatorPage(options, { hash: hashOf(params), ...pageOptions });

const hostile = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}`;

describe.skipIf(!hasBrowser)('workspaces on the page (it needs Chromium or Chrome)', () => {
  it('are chosen in the view and in the frame, which the address keeps', async () => {
    const { page } = await emulatorPage({}, { hash: '#/world' });
    await page.getByRole('link', { name: 'Demo clinic' }).click();
    await expect.poll(() => column(page, 'id')).toHaveLength(3);
    await page.locator('.workspace select').selectOption(OTHER);
    await expect.poll(() => column(page, 'id')).toHaveLength(1);
    await page.reload();
    await expect.poll(() => column(page, 'id')).toHaveLength(1);
    await page.getByRole('link', { name: 'Workspaces' }).click();
    await page.getByRole('link', { name: 'Other clinic' }).waitFor();
  });

  it('are created from the demo or empty, and shown', async () => {
    const { page, ctl } = await emulatorPage({}, { hash: '#/world' });
    await page.getByLabel('Contents').selectOption('empty');
    await page.getByRole('button', { name: 'Create a workspace' }).click();
    await page.getByText('None. Add one above.').waitFor();
    const { body: all } = await ctl.get('/workspaces');
    expect(page.url()).toContain(`workspace=${all[2].workspace_id}`);
    await page.getByRole('link', { name: 'Text sessions' }).click();
    await page.getByText('needs an entity and a service').waitFor();
    await page.getByRole('link', { name: 'Calls' }).click();
    await page.getByRole('link', { name: 'Workspaces' }).click();
    await page.getByLabel('Contents').selectOption('demo');
    await page.getByRole('button', { name: 'Create a workspace' }).click();
    await expect.poll(() => column(page, 'id')).toHaveLength(3);
  });
});

describe.skipIf(!hasBrowser)('calls on the page (it needs Chromium or Chrome)', () => {
  it('are placed, change their state and end', async () => {
    const { page, ctl, at } = await open({});
    await page.getByLabel('Call sid').fill('mine');
    await page.getByLabel('Subscribers').fill('2');
    await page.getByRole('button', { name: 'Place a call' }).click();
    await page.getByRole('heading', { name: 'Call mine' }).waitFor();
    await expect.poll(() => rows(page, 'Subscribers')).toHaveLength(2);
    await page.getByRole('textbox', { name: 'State' }).fill('confirm');
    await page.getByRole('button', { name: 'Set state' }).click();
    await expect.poll(() => column(page, 'about')).toContain('confirm');
    expect(await page.getByRole('textbox', { name: 'State' }).inputValue()).toBe('');
    await page.getByRole('button', { name: 'Hang up' }).click();
    await expect.poll(async () => (await column(page, 'about')).at(-1)).toBe('ended');
    await expect.poll(() => page.getByRole('button', { name: 'Hang up' }).count()).toBe(0);
    expect((await ctl.get(at('/calls/mine'))).body).toMatchObject({ active: false });
  });

  it('show their queue, the events that are delivered, and what agents incorporated', async () => {
    const { page, ctl, at, post } = await open({ call: CALL_2 });
    await post(paths.inject(CALL_2), { message: 'from a client', sender: 'Ops' });
    await expect.poll(() => rows(page, 'Queue')).toEqual(['09:30:00Opsfrom a client']);
    await page.getByLabel('Message').fill('from the page');
    await page.getByLabel('Type').selectOption('guidance');
    await page.getByRole('button', { name: 'Inject' }).click();
    await expect.poll(() => rows(page, 'Queue')).toHaveLength(2);
    await page.getByLabel('Subscriber', { exact: true }).fill('agent');
    await page.getByLabel('Responds after (s)').fill('2.5');
    await page.getByRole('button', { name: 'Attach' }).click();
    await expect.poll(() => rows(page, 'Queue')).toEqual(['Empty.']);
    await ctl.post(at('/clock/advance'), { seconds: 3 });
    await expect
      .poll(() => rows(page, 'Transcript, newest first'))
      .toEqual(['09:30:02agentfrom a client · from the page']);
    const [newest] = await rows(page, 'Events, newest first');
    expect(newest).toMatch(/from the pageincorporated$/);
    await page.getByRole('button', { name: 'Detach agent' }).click();
    await expect.poll(() => rows(page, 'Subscribers')).toEqual(['None. Events wait in the queue.']);
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.injections[1]).toMatchObject({
      event_type: 'guidance',
    });
  });

  it('show how long they have run, on the clock of their workspace', async () => {
    const { page, ctl, at } = await open({});
    const durations = async () => (await column(page, 'figure')).filter((one) => one.includes(':'));
    await expect.poll(durations).toEqual(['0:00:12', '0:00:45', '0:02:00']);
    await ctl.post('/clock/advance', { seconds: 3600 });
    await expect.poll(durations).toEqual(['1:00:12', '1:00:45', '1:02:00']);
    // It runs by itself where the clock runs.
    await ctl.put(at('/clock'), { mode: 'real', speed: 60 });
    await expect.poll(async () => (await durations())[0]).toMatch(/^1:0[2-9]/);
  });

  it('are changed by others while they are shown', async () => {
    const { page, ctl, at } = await open({ call: CALL_1 });
    await page.getByText('find_slot').first().waitFor();
    await ctl.patch(at(`/calls/${CALL_1}`), { state: 'elsewhere' });
    await expect.poll(() => page.locator('aside dd').first().textContent()).toBe('elsewhere');
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await expect.poll(() => page.locator('aside dd').first().textContent()).toBe('ended');
  });

  it('say beside the button why a change was refused', async () => {
    const { page, ctl, at } = await open({ call: CALL_2 }, {}, { expectedErrors: /409|503/ });
    const attach = page.getByRole('form', { name: 'Attach' });
    for (const _ of ['first', 'second']) {
      await attach.getByLabel('Subscriber').fill('twice');
      await attach.getByRole('button').click();
      await attach.locator('[aria-busy=false]').waitFor();
    }
    await expect.poll(() => attach.getByRole('alert').textContent()).toContain('twice');
    await ctl.post(at('/faults'), { operation: 'inject', status: 503 });
    const inject = page.getByRole('form', { name: 'Inject' });
    await inject.getByLabel('Message').fill('kept');
    await inject.getByRole('button').click();
    await expect.poll(() => inject.getByRole('alert').textContent()).toContain('unavailable');
    expect(await inject.getByLabel('Message').inputValue()).toBe('kept');
  });

  it('keep what is written in a form while its last change is being made', async () => {
    const { page } = await open({ call: CALL_2 });
    const held = new Promise<Route>((hold) => {
      void page.route(({ pathname }) => pathname === paths.inject(CALL_2), hold, { times: 1 });
    });
    const inject = page.getByRole('form', { name: 'Inject' });
    const message = inject.getByLabel('Message');
    await message.fill('first');
    await message.press('Enter');
    const request = await held;
    await message.fill('second');
    await request.continue();
    await inject.locator('[aria-busy=false]').waitFor();
    expect(await message.inputValue()).toBe('second');
    await message.press('Enter');
    await expect.poll(() => message.inputValue()).toBe('');
  });

  it('are chosen, changed and left with the keyboard alone', async () => {
    const { page } = await open({});
    await page.locator('tbody a').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: CALL_2 }).waitFor();
    const state = page.getByRole('textbox', { name: 'State' });
    for (let i = 0; i < 20; i++) {
      if (await state.evaluate((element) => element.matches(':focus'))) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('by keys');
    await page.keyboard.press('Enter');
    await expect.poll(() => column(page, 'about')).toContain('by keys');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('aside').count()).toBe(0);
  });
});

describe.skipIf(!hasBrowser)('text sessions on the page (it needs Chromium or Chrome)', () => {
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Message').fill(text);
    await page.keyboard.press('Enter');
  };
  const lines = (page: Page) => page.locator('.turns p').allTextContents();

  it('are started, and show the stream of a turn as it comes', async () => {
    const { page, ctl, at } = await open({ part: 'sessions' });
    const reply = { text: 'We open at nine.', token_delay_ms: 1000 };
    await ctl.put(at('/script'), { rules: [{ match: { contains: 'open' }, reply }] });
    await page.getByRole('button', { name: 'Start a text session' }).click();
    await expect.poll(() => lines(page)).toEqual(['Hello! How can I help you today?']);
    await say(page, 'When do you open?');
    await expect.poll(async () => (await lines(page)).slice(1)).toEqual(['When do you open?', '']);
    // The turn is recorded, and its first token waits for the clock.
    const [{ conversation_id: id }] = (await ctl.get(at('/sessions'))).body;
    const recorded = async () => (await ctl.get(at(`/sessions/${id}`))).body.turns;
    await expect.poll(recorded).toHaveLength(3);
    await ctl.post(at('/clock/advance'), { seconds: 2 });
    await expect.poll(async () => (await lines(page)).at(-1)).toBe('We open ');
    await expect.poll(() => rows(page, 'Stream of your last turn')).toHaveLength(2);
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    await page.getByText('The stream ended with done.').waitFor();
    await expect
      .poll(async () => (await lines(page)).slice(1))
      .toEqual(['When do you open?', 'We open at nine.']);
    await page.getByRole('button', { name: 'Close session' }).click();
    await expect.poll(() => column(page, 'figure')).toContain('over');
    await expect.poll(() => page.getByLabel('Message').count()).toBe(0);
  });

  it('show what other clients said, and say that a stream was cut', async () => {
    const expectedErrors = /INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH/;
    const { page, ctl, at, post } = await open({ part: 'sessions' }, {}, { expectedErrors });
    const cut = { connection: 'TRUNCATED_BODY', phase: 'after' };
    const { body } = await post(paths.start(), startBody);
    await page.getByRole('link', { name: 'Alex Demo' }).click();
    await post(`/v1/${WS}/conversations/${body.conversation_id}/turns`, { message: 'Elsewhere' });
    await expect.poll(async () => (await lines(page))[1]).toBe('Elsewhere');
    await ctl.post(at('/faults'), { operation: 'stream_turn', ...cut });
    await say(page, 'Cut it');
    await page.getByText('The stream broke').waitFor();
    // The turn was taken all the same.
    await expect.poll(async () => (await lines(page))[3]).toBe('Cut it');
  });

  it('are spoken in where keys are checked, and no key is left', async () => {
    const { page, ctl, at } = await open({ part: 'sessions' }, { auth: 'keys' });
    await page.getByRole('button', { name: 'Start a text session' }).click();
    await page.getByText('Hello!').waitFor();
    await say(page, 'Hi');
    await page.getByText('The stream ended with done.').waitFor();
    expect((await ctl.get(at('/api-keys'))).body).toHaveLength(1);
    // These are requests as any client makes them.
    await page.getByRole('link', { name: 'Requests' }).click();
    await expect.poll(() => column(page, 'operation')).toEqual(['stream_turn', 'start']);
  });
});

describe.skipIf(!hasBrowser)('entities, services and keys (it needs Chromium or Chrome)', () => {
  it('show how long the projection of an entity still lags', async () => {
    const { page, ctl, at } = await open({ part: 'catalog' });
    await page.getByRole('form', { name: 'Add an entity' }).getByLabel('Name').fill('Late');
    await page.getByLabel('Projection lag (s)').fill('90');
    await page.getByRole('button', { name: 'Add an entity' }).click();
    const late = async () => (await rows(page, 'Entities')).find((one) => one.startsWith('Late'));
    await expect.poll(late).toContain('in 0:01:30');
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    await expect.poll(late).toContain('in 0:00:30');
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    await expect.poll(late).toContain('yes');
  });

  it('are added and removed, and read again when others change them', async () => {
    const { page, ctl, at } = await open({ part: 'catalog' });
    await page.getByRole('form', { name: 'Add a service' }).getByLabel('Name').fill('Night desk');
    await page.getByRole('button', { name: 'Add a service' }).click();
    await expect.poll(() => rows(page, 'Services')).toHaveLength(3);
    await page.getByRole('button', { name: `Remove ${ENTITY}` }).click();
    await expect.poll(() => rows(page, 'Entities')).toHaveLength(1);
    const [first] = (await ctl.get(at('/services'))).body;
    await ctl.delete(at(`/services/${first.service_id}`));
    await expect.poll(() => rows(page, 'Services')).toHaveLength(2);
  });

  it('show of a key only its first characters', async () => {
    const { page, ctl, at } = await open({ part: 'catalog' });
    await page.getByRole('textbox', { name: 'Key' }).fill('a-very-secret-key');
    await page.getByLabel('Role').selectOption('viewer');
    await page.getByRole('button', { name: 'Add a key' }).click();
    await expect.poll(() => rows(page, 'API keys')).toHaveLength(2);
    const html = await page.content();
    expect(html).toContain('a-ve…');
    expect(html).not.toContain('secret');
    expect(html).not.toContain('demo-key');
    expect((await ctl.get(at('/api-keys'))).body).toHaveLength(2);
  });
});

describe.skipIf(!hasBrowser)('the world on the page (it needs Chromium or Chrome)', () => {
  it.each(['light', 'dark'] as const)('is readable and accessible in %s', async (colorScheme) => {
    const { page, post, url } = await emulatorPage({}, { colorScheme, hash: '#/world' });
    await page.getByRole('link', { name: 'Demo clinic' }).waitFor();
    await expectFits(page);
    await post(paths.inject(), { message: 'hi' });
    await post(paths.inject(CALL_2), { message: 'hi' });
    for (const call of ['', CALL_1, CALL_2]) {
      await page.goto(`${url}/_emulator${hashOf({ call })}`);
      await page.getByRole('link', { name: 'CA00…000001' }).waitFor();
      if (call !== '') await page.getByRole('heading', { name: call }).waitFor();
      await expectFits(page);
    }
    await page.goto(`${url}/_emulator${hashOf({ part: 'sessions' })}`);
    await page.getByText('None. Add one above.').waitFor();
    await expectFits(page);
    await page.getByRole('button', { name: 'Start a text session' }).click();
    await page.getByLabel('Message').fill('Hello');
    await page.keyboard.press('Enter');
    await page.getByText('The stream ended').waitFor();
    await expectFits(page);
    await page.goto(`${url}/_emulator${hashOf({ part: 'catalog' })}`);
    await page.getByText('demo…').waitFor();
    await expectFits(page);
  });

  it('shows hostile text as text, and it fits', async () => {
    const { page, ctl, post, url } = await emulatorPage({}, { hash: '#/world' });
    const ids = [1, 2, 3].map((n) =>
      `${n}`.padStart(8, '0').concat('-0000-4000-8000-000000000000'),
    );
    const [ws = '', service_id = '', entity_id = ''] = ids;
    const template = {
      workspace_id: ws,
      name: hostile,
      services: [{ service_id, name: hostile, description: hostile }],
      entities: [{ entity_id, name: hostile, email: hostile }],
      api_keys: [{ api_key: '<b>key</b>', name: hostile }],
    };
    await ctl.post('/workspaces', { template });
    const calls = `/workspaces/${ws}/calls`;
    const call = { call_sid: hostile, caller_id: hostile, scenario: hostile, service_id };
    await ctl.post(calls, { ...call, subscribers: [{ subscriber_id: hostile }] });
    const sid = encodeURIComponent(hostile);
    await ctl.patch(`${calls}/${sid}`, { state: hostile });
    await post(paths.inject(sid, ws), { message: hostile, sender: 'x'.repeat(200) });
    const { body } = await post(paths.start(ws), { ...startBody, service_id, entity_id });
    await post(`/v1/${ws}/conversations/${body.conversation_id}/turns`, { message: hostile });
    await page.getByRole('link', { name: '<img' }).waitFor();
    await expectFits(page);
    for (const params of [
      { call: hostile },
      { part: 'sessions', session: body.conversation_id },
      { part: 'catalog' },
    ]) {
      await page.goto(`${url}/_emulator${hashOf({ ...params, workspace: ws })}`);
      await page.getByText('<img').last().waitFor();
      await expectFits(page);
      expect(await page.locator('img, td b').count()).toBe(0);
    }
  });
});
