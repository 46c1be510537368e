import { describe, expect, it } from 'vitest';
import { choices, fields, presets } from '../../src/page/views/faults/rule.ts';
import { control } from '../helpers/control.ts';

describe('the form of a fault rule on the page', () => {
  it('has every field that the control plane takes, and the same words', async () => {
    const { ctl } = await control();
    const { components } = (await ctl.get('/openapi.json')).body;
    const { properties } = components.schemas.NewFault;
    const shown = [...fields.map((name) => name.split('.')[0]), ...Object.keys(choices)];
    const known = Object.keys(properties).filter((name) => !/^(operation|call_sid)$/.test(name));
    expect([...new Set(shown)].sort()).toEqual(known.sort());
    for (const [name, words] of Object.entries(choices)) {
      const text = JSON.stringify(properties[name]);
      for (const word of words) if (word !== '') expect(text).toContain(`"${word}"`);
    }
    const inner = fields.filter((name) => name.includes('.')).map((name) => name.split('.')[1]);
    for (const name of inner) expect(JSON.stringify(properties)).toContain(`"${name}":`);
  });

  it('has presets that the control plane takes', async () => {
    const { ctl, at } = await control();
    for (const [label, rule] of Object.entries(presets)) {
      expect((await ctl.post(at('/faults'), rule)).status, label).toBe(201);
    }
  });
});
