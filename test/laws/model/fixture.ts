/** What the laws' workspaces begin with. */
import type { WorkspaceFixture } from '../../../src/world/seeding/fixture-types.ts';
import { ENTITY, NOON, OTHER, SERVICE, WS } from '../../helpers/world.ts';

export { ENTITY, NOON, SERVICE };

/** Both workspaces have the same ids in them: neither may see the other's. */
export const WORKSPACES = [WS, OTHER] as const;
export const SERVICES = [SERVICE, 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2'] as const;
export const ENTITIES = [ENTITY, 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee2'] as const;
export const CANONICAL_IDS = ['a:b:1', 'a:b:2'] as const;
export const SIDS = ['A', 'B', 'C'] as const;
export const SUBSCRIBERS = ['x', 'y', 'z'] as const;
export const TOKENS = ['k1', 'k2', 'k3'] as const;

/** Of the first the text sessions end by idling. */
export const fixtureOf = (workspaceId: string): WorkspaceFixture => ({
  workspace_id: workspaceId,
  ...(workspaceId === WS && { text_session_idle_seconds: 12 }),
  services: [{ service_id: SERVICE }],
  entities: [{ entity_id: ENTITY, canonical_id: 'a:b:1' }],
  api_keys: [{ api_key: 'k1' }],
  calls: [
    {
      call_sid: 'A',
      caller_id: '+15550100000',
      service_id: SERVICE,
      length_seconds: 40,
      timeline: [
        { at_seconds: 0, state: 'begun' },
        { at_seconds: 5, state: 'on' },
      ],
      subscribers: [{ subscriber_id: 'x' }],
    },
    // It has no subscriber yet, and does not end.
    { call_sid: 'B', caller_id: '+15550100000' },
  ],
  agent_script: {
    rules: [
      {
        match: { exact: 'look' },
        reply: { text: 'looking', background: { text: 'found', after_seconds: 4 } },
      },
      {
        match: { exact: 'look fast' },
        reply: { text: 'looking', background: { text: 'found', after_seconds: 0 } },
      },
    ],
  },
});
