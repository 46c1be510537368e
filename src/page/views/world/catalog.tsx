/** Entities, services and keys of a workspace. Their changes have no events, so they are read again from time to time. */
import type { ComponentChildren } from 'preact';
import type { ApiKeyView, EntityView, ServiceView } from '../../api/types.ts';
import { add, type CatalogPath, listCatalog, remove } from '../../api/world.ts';
import { Action } from '../../parts/action.tsx';
import { ActionForm, type Fields } from '../../parts/form.tsx';
import { ShortTable } from '../../parts/short-table.tsx';
import { cut } from '../../parts/texts.ts';
import { readAgain } from '../../state/live.ts';
import { useInWorkspace } from './in-workspace.ts';
import { Lag } from './running.tsx';

/** Milliseconds from one read to the next. */
export const CATALOG_MS = 3_000;

/** One of the lists. */
interface Kind<T> {
  readonly path: CatalogPath;
  readonly caption: string;
  /** What its form does. */
  readonly label: string;
  idOf(row: T): string;
  cells(row: T): Readonly<Record<string, ComponentChildren>>;
  readonly fields: Fields;
}

const entities: Kind<EntityView> = {
  path: 'entities',
  caption: 'Entities',
  label: 'Add an entity',
  idOf: ({ entity_id }) => entity_id,
  cells: (entity) => ({
    Name: cut(entity.name),
    'Canonical id': entity.canonical_id,
    Phone: entity.phone,
    'E-mail': cut(entity.email ?? ''),
    Projected: <Lag entity={entity} />,
  }),
  fields: {
    name: { label: 'Name' },
    canonical_id: { label: 'Canonical id', placeholder: 'charmhealth:Patient:1' },
    projection_lag_seconds: { label: 'Projection lag (s)', type: 'number', step: 'any' },
  },
};

const services: Kind<ServiceView> = {
  path: 'services',
  caption: 'Services',
  label: 'Add a service',
  idOf: ({ service_id }) => service_id,
  cells: ({ name, description }) => ({ Name: cut(name), Description: cut(description) }),
  fields: { name: { label: 'Name' }, description: { label: 'Description' } },
};

const keys: Kind<ApiKeyView> = {
  path: 'api-keys',
  caption: 'API keys',
  label: 'Add a key',
  idOf: ({ key_id }) => key_id,
  cells: ({ name, api_key, expires_at }) => ({
    Name: cut(name ?? ''),
    Key: api_key,
    Expires: expires_at ?? 'never',
  }),
  fields: {
    api_key: { label: 'Key', type: 'password', required: true },
    name: { label: 'Name' },
    role: {
      label: 'Role',
      options: { member: 'member', viewer: 'viewer', admin: 'admin', owner: 'owner' },
    },
  },
};

function Listed<T>({ ws, kind }: { readonly ws: string; readonly kind: Kind<T> }) {
  const { caption, cells, fields, idOf, label, path } = kind;
  const rows = useInWorkspace(
    ws,
    () => listCatalog<T>(ws, path),
    ({ type }) => type.startsWith('workspace.'),
    CATALOG_MS,
  );
  return (
    <>
      <ShortTable
        caption={caption}
        rows={rows ?? []}
        keyOf={idOf}
        cells={(row) => ({
          ...cells(row),
          Id: <code>{idOf(row)}</code>,
          Action: (
            <Action
              label="Remove"
              name={`Remove ${idOf(row)}`}
              run={() => remove(ws, path, idOf(row)).then(readAgain)}
            />
          ),
        })}
        empty={rows === undefined ? 'Reading…' : 'None. Add one below.'}
      />
      <ActionForm
        label={label}
        fields={fields}
        act={(given) => add(ws, path, given).then(readAgain)}
      />
    </>
  );
}

/** The part. */
export const Catalog = ({ ws }: { readonly ws: string }) => (
  <div class="sheet">
    <Listed ws={ws} kind={entities} />
    <Listed ws={ws} kind={services} />
    <Listed ws={ws} kind={keys} />
  </div>
);
