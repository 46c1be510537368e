/** An emulator with one fault rule in the demo workspace. */
import { expect } from 'vitest';
import { control } from './control.ts';
import { CALL_1, paths } from './http.ts';

/** Starts one, and adds the rule. */
export async function faulty(rule: object, options = {}) {
  const emulation = await control(options);
  const { ctl, at, post } = emulation;
  const added = await ctl.post(at('/faults'), rule);
  expect(added.status).toBe(201);
  return {
    ...emulation,
    fault: added.body,
    inject: (call = CALL_1) => post(paths.inject(call), { message: 'hi' }),
    received: async () => (await ctl.get(at(`/calls/${CALL_1}`))).body.injections.length,
    rules: async () => (await ctl.get(at('/faults'))).body,
  };
}
