/** A workspace of an emulator in another process: the methods of `Workspace`, over the control plane. */
import type { CallInfo } from '../../observe/workspace-info.ts';
import { checkWord } from '../../world/checks.ts';
import { fromJson } from '../../world/input.ts';
import type { OperationName } from '../../world/model/operation-names.ts';
import {
  type Entity,
  entityFields,
  type Service,
  serviceFields,
} from '../../world/resources/catalog.ts';
import type { Template } from '../../world/rules/workspaces.ts';
import { FixtureError } from '../../world/seeding/seed.ts';
import type { Workspace } from '../workspace.ts';
import { workspaceGone } from '../workspace-context.ts';
import { callOf, connectedCalls } from './calls.ts';
import { connectedCatalog } from './catalog.ts';
import { connectedClock } from './clock.ts';
import {
  type Control,
  forWorkspace,
  type Json,
  refusals,
  refused,
  Unreachable,
} from './control-client.ts';
import { connectedFaults } from './faults.ts';
import { connectedObservation } from './observation.ts';

/** What a workspace needs of its connection. */
export interface WorkspaceHost {
  readonly control: Control;
  /** Names of the operations that a fault or a pattern of requests can name. */
  readonly operations: readonly OperationName[];
  readonly fetch: Workspace['fetch'];
  /** The `close` of each workspace that is open. */
  readonly open: Set<() => Promise<void>>;
}

/** The response to a new workspace. */
interface NewWorkspace {
  readonly workspace_id: string;
  readonly api_key: string;
  readonly services: readonly Json[];
  readonly entities: readonly Json[];
  readonly calls: readonly Json[];
}

/** The error for a template that the emulator refuses: in process it would be the same. */
async function templateError(template: Template, body: unknown): Promise<Error> {
  const found = refusals(body);
  // A limit is reached.
  if (found[0]?.path.length === 0) return refused(body);
  // Loaded only now: it is large, and finds all that is wrong with the form.
  const { checkWorkspace } = await import('../../fixtures/fixture-check.ts');
  const error = await checkWorkspace(template).then(
    () => undefined,
    (reason: Error) => reason,
  );
  if (error !== undefined) return error;
  return new FixtureError(
    found.map(({ path, message }) => {
      const [, expected = message, value = ''] = /^Expected (.*), found (.*)$/.exec(message) ?? [];
      return { path: path.slice(1), expected, found: value };
    }),
  );
}

/** Makes a workspace over HTTP. Rejects with a `FixtureError` for an invalid template. */
export async function openWorkspace(
  { control, operations, fetch, open }: WorkspaceHost,
  template: Template = 'empty',
): Promise<Workspace> {
  if (typeof template !== 'object') checkWord('template', template, ['demo', 'empty']);
  const { status, body } = await control.send('create_workspace', { body: { template } });
  if (status === 409) {
    const { workspace_id: given } = template as { workspace_id?: string };
    throw new Error(`workspace ${given} is there already`);
  }
  if (status === 422) throw await templateError(template, body);
  const { workspace_id: workspaceId, api_key: apiKey, ...seeded } = body as NewWorkspace;
  const own = forWorkspace(control, workspaceId);

  async function close(): Promise<void> {
    open.delete(close);
    try {
      await own.send('remove_workspace');
    } catch (error) {
      // An emulator that is gone took the workspace with it.
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  open.add(close);
  const { clock, refresh } = await connectedClock(own);

  return {
    workspaceId,
    apiKey,
    fetch,
    services: seeded.services.map((one) => fromJson<Service>(serviceFields, one)),
    entities: seeded.entities.map((one) => fromJson<Entity>(entityFields, one)),
    calls: seeded.calls.map((one): CallInfo => callOf(one)),

    ...connectedCalls(own),
    ...connectedCatalog(own),
    ...connectedFaults(own, operations),
    ...connectedObservation(own, operations),
    clock,

    async reset() {
      const response = await own.send('reset_workspace');
      if (response.status === 404) throw workspaceGone(workspaceId);
      await refresh();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
