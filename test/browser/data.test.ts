/** Reset, snapshots and HAR on the page at `/_emulator`. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../helpers/browser.ts';
import { emulatorPage, expectFits } from '../helpers/emulator-page.ts';
import { CALL_1, paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const hash = `#/data?workspace=${WS}`;

/** Presses a button that saves a file. Returns its name and text. */
async function saved(page: Page, name: string) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

describe.skipIf(!hasBrowser)('on the page (it needs Chromium or Chrome)', () => {
  it('a workspace is reset after a question, which Escape and Cancel answer with no', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash });
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await ctl.post(at('/calls', OTHER), { call_sid: 'kept' });
    const isActive = async () => (await ctl.get(at(`/calls/${CALL_1}`))).body.active;
    const reset = page.getByRole('button', { name: 'Reset', exact: true });
    const question = page.getByRole('group', { name: 'Lose what is in this workspace now?' });
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await reset.press('Enter');
    await question.waitFor();
    expect(await focused()).toBe('Cancel');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Reset');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await isActive()).toBe(false);
    await reset.click();
    await question.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(isActive).toBe(true);
    expect((await ctl.get(at('/calls/kept', OTHER))).status).toBe(200);
  });

  it('all workspaces are reset while none is chosen', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash: '#/data' });
    await ctl.post(at('/calls', OTHER), { call_sid: 'gone' });
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('group').getByRole('button', { name: 'Reset' }).click();
    await expect.poll(async () => (await ctl.get(at('/calls/gone', OTHER))).status).toBe(404);
  });

  it('a snapshot is saved, without credentials if not asked for them, and loaded', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash: '#/data' });
    await ctl.post(at('/calls'), { call_sid: 'mine' });
    expect((await saved(page, 'Save snapshot')).text).not.toContain('demo-key');
    await page.getByLabel('With API keys').check();
    const file = await saved(page, 'Save snapshot');
    expect(file.name).toBe('sessions-emulator-world.snapshot.json');
    expect(file.text).toContain('demo-key');

    await ctl.delete(at('/calls/mine'));
    await ctl.post('/reset');
    expect((await ctl.get(at('/calls/mine'))).status).toBe(404);
    await page.getByLabel('Load a file').setInputFiles({
      name: file.name,
      mimeType: 'application/json',
      buffer: Buffer.from(file.text),
    });
    await page.getByRole('button', { name: 'Load', exact: true }).click();
    await page.getByRole('group').getByRole('button', { name: 'Load', exact: true }).click();
    await page.getByText('Workspaces loaded: 2').waitFor();
    expect((await ctl.get(at('/calls/mine'))).status).toBe(200);
  });

  it('a snapshot of one workspace is saved while it is chosen', async () => {
    const { page } = await emulatorPage({}, { hash });
    const { name, text } = await saved(page, 'Save snapshot');
    expect(name).toBe(`sessions-emulator-${WS.slice(0, 8)}.snapshot.json`);
    expect(JSON.parse(text).workspaces).toHaveLength(1);
  });

  it('a file that is not a snapshot is refused, with the reason beside the button', async () => {
    const { page, ctl } = await emulatorPage({}, { hash: '#/data', expectedErrors: /422/ });
    const before = (await ctl.get('/snapshot')).body;
    const load = async (text: string) => {
      const buffer = Buffer.from(text);
      await page
        .getByLabel('Load a file')
        .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer });
      await page.getByRole('button', { name: 'Load', exact: true }).click();
      await page.getByRole('group').getByRole('button', { name: 'Load', exact: true }).click();
    };
    await load('<html>');
    await page.getByRole('alert').filter({ hasText: 'JSON' }).waitFor();
    const hostile = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}`;
    await load(JSON.stringify({ ...before, workspaces: [{ workspace_id: hostile }] }));
    await page.getByRole('alert').filter({ hasText: 'workspaces' }).waitFor();
    await expectFits(page);
    expect(await page.locator('img').count()).toBe(0);
    expect((await ctl.get('/snapshot')).body.workspaces).toHaveLength(2);
  });

  it('the requests of a workspace are saved as HAR', async () => {
    const { page, get } = await emulatorPage({}, { hash });
    await get(paths.active());
    const { name, text } = await saved(page, 'Save HAR');
    expect(name).toBe(`sessions-emulator-${WS.slice(0, 8)}.har`);
    expect(JSON.parse(text).log.entries).toHaveLength(1);
    await page.getByLabel('Workspace').selectOption('');
    await page.getByText('Choose a workspace at the top.').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'all of it is readable and accessible in %s',
    async (colorScheme) => {
      const { page } = await emulatorPage({}, { hash, colorScheme });
      await page.getByRole('button', { name: 'Reset' }).click();
      await expectFits(page);
    },
  );
});
