/** What the tests of the checks have in common. */
import type { Target } from '../../src/conformance/check.ts';
import { checksOf, type Finding, runChecks } from '../../src/conformance/run.ts';
import { CALL_1 } from './http.ts';
import { ENTITY, SERVICE, WS } from './world.ts';

/** Unknown ids. */
export const strangers = {
  call: 'CAffffffffffffffffffffffffffffffff',
  service: 'ffffffff-ffff-4fff-8fff-fffffffffff1',
  entity: 'ffffffff-ffff-4fff-8fff-fffffffffff2',
};
/** The demo, to read only. */
export const reading: Target = { workspace: WS, strangers };
/** Whom a session is started with. */
export const session = { service: SERVICE, entity: ENTITY };
/** The demo, to write to as well. */
export const writing: Target = { ...reading, call: CALL_1, session, keys: true };
/** How many checks only read. */
export const READING = 46;
/** How many checks write as well. */
export const WRITING = 15;

/** The checks of a target. */
export const check = (baseUrl: string, target: Target, apiKey = 'demo-key', timeoutMs = 5000) =>
  runChecks({ baseUrl, apiKey, timeoutMs, fetch }, checksOf(target));
/** Those that differ. */
export const differing = (findings: readonly Finding[]) => findings.filter(({ ok }) => !ok);
