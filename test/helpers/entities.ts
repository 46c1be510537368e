/** Requests for a world of five entities. */
import { expect } from 'vitest';
import { control } from './control.ts';
import { problemsOf } from './published.ts';
import { WS } from './world.ts';

/** A path of the world of a workspace. */
export const world = (path: string, workspace = WS) => `/v1/${workspace}/world/${path}`;
/** The id of an entity. */
export const id = (n: number) => `eeeeeeee-eeee-4eee-8eee-00000000000${n}`;

/** Five people and things; the last is not projected for ten seconds. */
const fixture = {
  workspaces: [
    {
      workspace_id: WS,
      entities: [
        { entity_id: id(1), canonical_id: 'charmhealth:Patient:1', name: 'Sam Park' },
        { entity_id: id(2), canonical_id: 'epic:Practitioner:2', name: 'Alex Samson' },
        { entity_id: id(3), canonical_id: 'epic:Patient:1', name: 'Sam' },
        { entity_id: id(4), phone: '+15550100004', email: 'Kim.Cho@Example.com' },
        {
          entity_id: id(5),
          canonical_id: 'gcp-fhir:Related-Person.Old:5',
          name: 'Late',
          projection_lag_seconds: 10,
        },
      ],
    },
  ],
};

/** An emulator with them, and what their tests ask it. */
export async function entities() {
  const emulation = await control({ fixture });
  const { get, post, ctl, at } = emulation;
  /** The last digits of the ids that a path finds. */
  const found = async (path: string) => {
    const { status, body } = await get(world(path));
    expect([status, problemsOf('EntityListResponse', body)], path).toEqual([200, []]);
    return body.entities.map((one: { id: string }) => Number(one.id.slice(-1)));
  };
  const resolve = (body: object) => post(world('entities/resolve'), body);
  const advance = (seconds: number) => ctl.post(at('/clock/advance'), { seconds });
  return { ...emulation, found, resolve, advance };
}
