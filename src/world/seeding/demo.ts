/** The demo world as data. A test checks it with the schema of fixtures. */
import demo from '../../../fixtures/demo.json' with { type: 'json' };
import type { Fixture } from './fixture-types.ts';

/** The default fixture. */
export const demoFixture = demo as Fixture;
