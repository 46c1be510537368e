/** `npm run screenshots`: makes the pictures in `docs/images`, of the page of the built command. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserFlags, browserProgram } from '../helpers/browser-program.ts';
import { LENGTH, playAfternoon, WS } from './lively-world.ts';
import { type Picture, smallPng } from './small-png.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/images');

/** The views of which there are pictures, and what is done before one is made. */
const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async requests(page) {
    await page.getByRole('row', { name: 'fault' }).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Response body' }).waitFor();
  },
  world: (page) => page.getByRole('link', { name: 'waiting' }).click(),
  plots: (page) => page.locator('canvas').last().waitFor(),
};

/** Starts the built command. Resolves to its address and what ends it. */
async function startCommand() {
  const began = Date.now() - LENGTH * 1000;
  const clock = new Date(began).toISOString();
  const flags = ['--port', '0', '--clock', clock, '--seed', 'screenshots'];
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...flags]);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part) => {
      said += part;
      const [, found] = /listens on (\S+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`the command ended: ${said}`)));
  });
  return { url, began, stop: () => child.kill() };
}

/** The points of a PNG, as the browser reads it. */
async function pointsOf(browser: Browser, png: Buffer): Promise<Picture> {
  const page = await browser.newPage();
  const found = await page.evaluate<{ width: number; height: number; text: string }>(`(async () => {
    const response = await fetch('data:image/png;base64,${png.toString('base64')}');
    const image = await createImageBitmap(await response.blob());
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    const points = context.getImageData(0, 0, width, height).data.filter((_, at) => at % 4 < 3);
    let text = '';
    for (let at = 0; at < points.length; at += 9_999)
      text += String.fromCharCode(...points.subarray(at, at + 9_999));
    return { width, height, text: btoa(text) };
  })()`);
  await page.close();
  return { ...found, points: Buffer.from(found.text, 'base64') };
}

if (browserProgram === undefined) throw new Error('no Chromium or Chrome on this machine');
mkdirSync(folder, { recursive: true });
const { url, began, stop } = await startCommand();
const browser = await chromium.launch({ executablePath: browserProgram, args: browserFlags });
try {
  await playAfternoon(url, began);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [id, prepare] of Object.entries(views)) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
      await page.goto(`${url}/_emulator#/${id}?workspace=${WS}`);
      await page.getByText('Live', { exact: true }).waitFor();
      if ((await page.locator(`nav a[href^="#/${id}"]`).count()) === 0) {
        console.warn(`no view ${id}: no picture of it`);
        continue;
      }
      await prepare(page);
      // Everything that was read is drawn, and the pointer is on nothing.
      await page.mouse.move(0, 0);
      await page.waitForLoadState('load');
      await page.waitForTimeout(2_500);
      const bytes = smallPng(await pointsOf(browser, await page.screenshot()));
      const path = join(folder, `${id}-${colorScheme}.png`);
      writeFileSync(path, bytes);
      console.info(`${path.slice(root.length + 1)}  ${Math.round(bytes.length / 1000)} kB`);
      await page.close();
    }
  }
} finally {
  await browser.close();
  stop();
}
