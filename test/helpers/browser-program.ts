/** The browser of this machine, and how it is started. */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const runs = (program: string) => spawnSync(program, ['--version']).status === 0;
const asked = process.env.SESSIONS_EMULATOR_TEST_BROWSER;
/** The headless shell is first: it is the same Chromium, and takes half of the time. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const folders = (process.env.PATH ?? '').split(delimiter);

/** The program in `SESSIONS_EMULATOR_TEST_BROWSER`, or Chromium or Chrome from the `PATH`; undefined if there is none. */
export const browserProgram = (
  asked ? [asked] : names.flatMap((name) => folders.map((folder) => join(folder, name)))
).find(runs);

/** Its flags: without a window, and without requests of its own. */
export const browserFlags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
