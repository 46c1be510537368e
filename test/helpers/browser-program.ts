/** The browser of this machine, and how it is started. */
import { spawnSync } from 'node:child_process';

const runs = (program: string) => spawnSync(program, ['--version']).status === 0;
const asked = process.env.SESSIONS_EMULATOR_TEST_BROWSER;

/** The program in `SESSIONS_EMULATOR_TEST_BROWSER`, or Chromium or Chrome of this machine; undefined if there is none. */
export const browserProgram = (
  asked ? [asked] : ['/usr/bin/chromium', '/usr/bin/chromium-browser', 'chromium', 'google-chrome']
).find(runs);

/** Its flags: without a window, and without requests of its own. */
export const browserFlags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
