/** For the tests in a browser: no browser that a file started outlives it. */
import { afterAll } from 'vitest';
import { closeBrowser } from './browser.ts';

afterAll(closeBrowser);
