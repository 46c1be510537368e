/** The text sessions of a workspace. */
import { startSession } from '../../api/as-client.ts';
import type { EntityView, ServiceView, SessionView } from '../../api/types.ts';
import { listCatalog, listSessions } from '../../api/world.ts';
import { ActionForm } from '../../parts/form.tsx';
import { cut, timeOf } from '../../parts/texts.ts';
import type { Column } from '../../parts/window-table.tsx';
import { change } from '../../state/route.ts';
import { CATALOG_MS } from './catalog.tsx';
import { Chat } from './chat.tsx';
import { useInWorkspace } from './in-workspace.ts';
import { List } from './list.tsx';

/** Names by their ids. */
type Names = Readonly<Record<string, string>>;

async function readAll(ws: string) {
  const [all, services, entities] = await Promise.all([
    listSessions(ws),
    listCatalog<ServiceView>(ws, 'services'),
    listCatalog<EntityView>(ws, 'entities'),
  ]);
  return {
    all,
    services: Object.fromEntries(services.map((one) => [one.service_id, nameOf(one)])) as Names,
    entities: Object.fromEntries(entities.map((one) => [one.entity_id, nameOf(one)])) as Names,
  };
}

const nameOf = ({ name }: { readonly name: string }): string => cut(name) || 'Without a name';

const columnsOf = (entities: Names, services: Names): readonly Column<SessionView>[] => [
  {
    title: 'Entity',
    class: 'about',
    isLink: true,
    cell: ({ entity_id }) => entities[entity_id] ?? entity_id,
    hint: ({ entity_id }) => entity_id,
  },
  {
    title: 'Service',
    class: 'about',
    cell: ({ service_id }) => services[service_id] ?? service_id,
    hint: ({ service_id }) => service_id,
  },
  { title: 'Status', class: 'figure', cell: ({ active }) => (active ? 'active' : 'over') },
  { title: 'Started', class: 'figure', cell: ({ created_at }) => timeOf(created_at) },
  { title: 'Conversation', class: 'extra', cell: ({ conversation_id }) => conversation_id },
];

/** The part. */
export function Sessions({ ws }: { readonly ws: string }) {
  const found = useInWorkspace(
    ws,
    readAll,
    ({ type }) => /^(session|workspace|clock)\./.test(type),
    CATALOG_MS,
  );
  const { all, entities = {}, services = {} } = found ?? {};
  return (
    <List
      name="Text sessions"
      rows={all}
      columns={columnsOf(entities, services)}
      keyOf={({ conversation_id }) => conversation_id}
      param="session"
      form={
        Object.keys(entities).length * Object.keys(services).length === 0 ? (
          <p>A text session needs an entity and a service: add them first.</p>
        ) : (
          <ActionForm
            label="Start a text session"
            fields={{
              entity_id: { label: 'Entity', options: entities },
              service_id: { label: 'Service', options: services },
            }}
            act={async (given) => change({ session: await startSession(ws, given) })}
          />
        )
      }
      details={(one) => <Chat key={one.conversation_id} ws={ws} session={one} />}
    />
  );
}
