/** The demo world with a key for each role. */
import { demoFixture } from '../../src/world/seeding/demo.ts';
import type { WorkspaceFixture } from '../../src/world/seeding/fixture-types.ts';

/** The names of the roles, in rising order. */
export const roleNames = ['viewer', 'member', 'admin', 'owner'] as const;

const [demo, ...others] = demoFixture.workspaces as [WorkspaceFixture, ...WorkspaceFixture[]];
const api_keys = [
  ...roleNames.map((role) => ({ api_key: role, name: role, role: role as string })),
  { api_key: 'odd', role: 'gardener' },
  { api_key: 'none' },
];

/** Each role's key is its name; `odd` has an unknown role, and `none` has none. */
export const fixtureWithRoles = { workspaces: [{ ...demo, api_keys }, ...others] };
