/** The demo world, as data. A test holds it to the schema of fixtures. */
import demo from '../../../fixtures/demo.json' with { type: 'json' };
import type { Fixture } from './fixture-types.ts';

/** The fixture that is loaded when no other is named. */
export const demoFixture = demo as Fixture;
