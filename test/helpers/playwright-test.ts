/**
 * What `examples/playwright` uses of `@playwright/test`, which is not installed: that has its own runner and browsers.
 * The example runs in Vitest with the real pages and requests of `playwright-core`; `vitest.config.ts` puts this file
 * in the place of the package. What it does not show: the runner itself and its `webServer`, whose commands it starts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type APIRequestContext, type Locator, type Page, request } from 'playwright-core';
import { expect as vitestExpect, test as vitestTest } from 'vitest';
import { hasBrowser, openPage } from './browser.ts';
import { keepEmulator, root } from './command.ts';

const example = join(root, 'examples/playwright');

/** The settings that the example has, with the names of Playwright. */
interface Config {
  readonly fullyParallel: boolean;
  readonly use: { readonly baseURL: string };
  readonly webServer: readonly {
    readonly command: string;
    readonly url: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly reuseExistingServer?: boolean;
  }[];
}

/** Returns the settings as they are. */
export const defineConfig = (config: Config): Config => config;

/** Starts the two servers of the settings on free ports. Returns the app's URL, and a function that ends both. */
async function startServers() {
  const { default: config }: { default: Config } = await import(
    join(example, 'playwright.config.ts')
  );
  const [emulatorServer, appServer] = config.webServer;
  const flags = /^npx sessions-emulator (.*)$/.exec(emulatorServer?.command ?? '')?.[1];
  const file = /^node (\S+)$/.exec(appServer?.command ?? '')?.[1];
  if (flags === undefined || file === undefined) throw new Error('expected the two commands');

  const emulator = await keepEmulator(flags.split(' '));
  process.env.AMIGO_BASE_URL = emulator.url;
  const app = spawn(process.execPath, [join(example, file)], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(app.stdout, 'data');
  return {
    baseURL: String(line).trim(),
    stop() {
      delete process.env.AMIGO_BASE_URL;
      app.kill();
      emulator.child.kill();
    },
  };
}

/** Vitest's `test` with the fixtures of Playwright; `extend` is the same in both. */
export const test = vitestTest.extend<{
  baseURL: string;
  request: APIRequestContext;
  page: Page;
}>({
  baseURL: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of what a fixture needs from the pattern.
    async ({}, use) => {
      const servers = await startServers();
      await use(servers.baseURL);
      servers.stop();
    },
    { scope: 'file' },
  ],
  request: async ({ baseURL }, use) => {
    const context = await request.newContext({ baseURL });
    await use(context);
    await context.dispose();
  },
  page: async ({ baseURL, skip }, use) => {
    skip(!hasBrowser, 'it needs a browser');
    await use(await openPage({ baseURL }));
  },
});

const isLocator = (found: unknown): found is Locator =>
  typeof found === 'object' && found !== null && 'textContent' in found;

/** Vitest's `expect`. For a part of a page it waits, as Playwright's does. */
export const expect = <T>(found: T, message?: string) =>
  Object.assign(vitestExpect(found, message), {
    toHaveText: (text: string): Promise<void> =>
      vitestExpect
        .poll(() => isLocator(found) && found.textContent(), { timeout: 5_000 })
        .toBe(text),
  });
