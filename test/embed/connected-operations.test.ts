/**
 * Which operation of the control plane each method of a connected workspace uses, held against the document of the control
 * plane: nothing is sent that it does not have, and what nothing here uses has a reason.
 */
import { expect, it, onTestFinished } from 'vitest';
import { controlOperations } from '../../src/embed/connected/operations.ts';
import { createEmulator } from '../../src/emulator.ts';
import { connect, type Workspace, type WorkspaceClock } from '../../src/index.ts';

type Fields = 'workspaceId' | 'apiKey' | 'services' | 'entities' | 'calls';
type Method = Exclude<keyof Workspace, Fields | 'clock' | 'fetch' | typeof Symbol.asyncDispose>;

/** What the calls of the methods need, and where their requests are seen. */
interface Sample {
  readonly workspace: Workspace;
  readonly callSid: string;
  readonly conversationId: string;
}
type Use = readonly [call: (sample: Sample) => unknown, ...operations: string[]];

/** Each method with the operations that it sends, in order. The compiler sees that none is left out. */
const methods: Readonly<Record<Method, Use>> = {
  placeCall: [({ workspace }) => workspace.placeCall(), 'place_calls'],
  readCall: [({ workspace, callSid }) => workspace.readCall(callSid), 'read_call'],
  listCalls: [({ workspace }) => workspace.listCalls(), 'list_calls'],
  setCallState: [
    ({ workspace, callSid }) => workspace.setCallState(callSid, 'x'),
    'set_call_state',
  ],
  endCall: [({ workspace, callSid }) => workspace.endCall(callSid), 'end_call'],
  attachSubscriber: [
    ({ workspace, callSid }) => workspace.attachSubscriber(callSid, { subscriberId: 'a' }),
    'attach_subscriber',
  ],
  subscribe: [
    async ({ workspace, callSid }) => (await workspace.subscribe(callSid, () => undefined))(),
    'subscribe',
    'detach_subscriber',
  ],
  detachSubscriber: [
    ({ workspace, callSid }) => workspace.detachSubscriber(callSid, 'a').catch(() => undefined),
    'detach_subscriber',
  ],
  injections: [({ workspace }) => workspace.injections(), 'list_calls'],
  addService: [({ workspace }) => workspace.addService(), 'add_service'],
  removeService: [
    ({ workspace }) => workspace.removeService(workspace.services[0]?.serviceId as string),
    'remove_service',
  ],
  addEntity: [({ workspace }) => workspace.addEntity(), 'add_entity'],
  removeEntity: [
    ({ workspace }) => workspace.removeEntity(workspace.entities[0]?.entityId as string),
    'remove_entity',
  ],
  issueKey: [({ workspace }) => workspace.issueKey(), 'issue_key'],
  removeKey: [({ workspace }) => workspace.removeKey('k').catch(() => undefined), 'remove_key'],
  sessions: [({ workspace }) => workspace.sessions(), 'list_sessions'],
  readConversation: [
    ({ workspace, conversationId }) => workspace.readConversation(conversationId),
    'read_conversation',
  ],
  closeConversation: [
    ({ workspace, conversationId }) => workspace.closeConversation(conversationId),
    'close_session',
  ],
  scriptAgent: [
    async ({ workspace }) => {
      await workspace.scriptAgent({ rules: [] });
      await workspace.scriptAgent(null);
    },
    'put_script',
    'remove_script',
  ],
  addFault: [({ workspace }) => workspace.addFault({ status: 503 }), 'add_fault'],
  faults: [({ workspace }) => workspace.faults(), 'list_faults'],
  removeFaults: [
    async ({ workspace }) => {
      await workspace.removeFaults('f');
      await workspace.removeFaults();
    },
    'remove_fault',
    'remove_faults',
  ],
  requests: [({ workspace }) => workspace.requests(), 'list_requests'],
  verify: [({ workspace }) => workspace.verify({}), 'verify_requests'],
  forgetRequests: [({ workspace }) => workspace.forgetRequests(), 'forget_requests'],
  waitFor: [({ workspace }) => workspace.waitFor({ type: 'call.placed' }), 'wait_for_events'],
  reset: [({ workspace }) => workspace.reset(), 'reset_workspace', 'read_clock'],
  close: [({ workspace }) => workspace.close(), 'remove_workspace'],
};

const clockMethods: Readonly<Record<Exclude<keyof WorkspaceClock, 'now'>, Use>> = {
  read: [({ workspace }) => workspace.clock.read(), 'read_clock'],
  freeze: [({ workspace }) => workspace.clock.freeze(), 'set_clock'],
  run: [({ workspace }) => workspace.clock.run(), 'set_clock'],
  advance: [({ workspace }) => workspace.clock.advance(1), 'advance_clock'],
};

/** The operations that a connection does not use, and why. */
const unused: Readonly<Record<string, string>> = {
  list_workspaces: 'a connection knows the workspaces that it made',
  read_workspace: 'a workspace has it from its own start',
  list_services: 'a workspace has those that it starts with',
  list_entities: 'a workspace has those that it starts with',
  put_service: 'the typed API adds, and does not replace',
  put_entity: 'the typed API adds, and does not replace',
  list_keys: 'it shows no key, only that it is there',
  read_script: 'the program has the script that it gave',
  expire_session: 'the same as close_session, by another name',
  reset_world: 'it changes workspaces of others',
  read_world_clock: 'the clock of all workspaces',
  set_world_clock: 'the clock of all workspaces',
  advance_world_clock: 'the clock of all workspaces',
  read_metrics: 'they are for Prometheus',
  read_figures: 'they are for the plots: a test knows its own calls',
  read_session: 'readConversation reads any conversation',
  list_world_clock_due: 'the clock of all workspaces',
  list_clock_due: 'it is for a person who looks: a test knows what it waits for',
  stream_events: 'waitFor is what a test needs of it',
  take_snapshot: 'the typed API has no snapshots',
  take_workspace_snapshot: 'the typed API has no snapshots',
  load_snapshot: 'the typed API has no snapshots',
};

/** A connected workspace, the lines of its requests by operation id, and the operations of the document. */
async function watched() {
  const lines: string[] = [];
  const request = ({ method, path }: { method: string; path: string }) =>
    void lines.push(`${method} ${path}`);
  const emulator = await createEmulator({ log: { request, fault: () => undefined } });
  onTestFinished(() => emulator.close());
  const response = await emulator.fetch('http://emulator/_emulator/openapi.json');
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const document = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId }]) => ({
      operationId,
      line: `${method.toUpperCase()} ${path}`,
      pattern: new RegExp(
        `^${method.toUpperCase()} /_emulator${path.replace(/\{\w+\}/g, '[^/]+')}$`,
      ),
    })),
  );
  const { url } = await emulator.listen();
  const sent = () =>
    lines
      .splice(0)
      .filter((line) => line.includes(' /_emulator/'))
      .map((line) => document.find(({ pattern }) => pattern.test(line))?.operationId ?? line);
  sent();
  return { url, document, sent };
}

it('the table of operations is that of the document, line by line', async () => {
  const { document } = await watched();
  const ofDocument = Object.fromEntries(document.map((one) => [one.operationId, one.line]));
  expect(ofDocument).toMatchObject(controlOperations);
});

it('each method sends the operations that are named for it, and all others have a reason', async () => {
  const { url, document, sent } = await watched();
  const connection = await connect(url);
  const opened = ['list_operations'];
  expect(sent()).toEqual(opened);
  const workspace = await connection.workspace('demo');
  expect(sent()).toEqual(['create_workspace', 'read_clock']);

  const uses = Object.entries({ ...clockMethods, ...methods });
  const { callSid } = await workspace.placeCall();
  const [service, entity] = [workspace.services[0], workspace.entities[0]];
  const started = await workspace.fetch(`${url}/v1/${workspace.workspaceId}/sessions/start`, {
    method: 'POST',
    headers: { authorization: `Bearer ${workspace.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      service_id: service?.serviceId,
      entity_id: entity?.entityId,
      channel_kind: 'web',
    }),
  });
  const { conversation_id } = (await started.json()) as { conversation_id: string };
  sent();

  const seen: Record<string, string[]> = {};
  // An ended call takes no subscriber: it ends, and the workspace closes, when the others have been called.
  const last = ['endCall', 'reset', 'close'];
  const ordered = uses.toSorted(([a], [b]) => last.indexOf(a) - last.indexOf(b));
  for (const [name, [call]] of ordered) {
    await call({ workspace, callSid, conversationId: conversation_id });
    seen[name] = sent();
  }
  expect(seen).toEqual(
    Object.fromEntries(uses.map(([name, [, ...operations]]) => [name, operations])),
  );

  const used = [...opened, 'create_workspace', ...Object.values(seen).flat()];
  const known = document.map(({ operationId }) => operationId).sort();
  expect([...new Set([...used, ...Object.keys(unused)])].sort()).toEqual(known);
  expect(used.filter((operation) => operation in unused)).toEqual([]);
  expect([...new Set(used)].sort()).toEqual(Object.keys(controlOperations).sort());
});
