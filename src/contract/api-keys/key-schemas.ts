/** The schemas of API keys (contract). */
import { z } from '@hono/zod-openapi';
import { integer, nullable, optional, type Published, uuid } from '../documents/zod-helpers.ts';
import { WorkspacePath } from '../sessions/session-schemas.ts';

/** The path of a key. */
export const KeyPath = WorkspacePath.extend({
  key_id: z.string().openapi({ title: 'Key Id', param: { name: 'key_id', in: 'path' } }),
});

/** Query of the list of keys. */
export const ListKeysQuery = z.object({
  mine_only: z.boolean().default(false).openapi({ title: 'Mine Only' }),
  limit: integer().max(100).gt(0).default(10).openapi({ title: 'Limit' }),
  continuation_token: integer().default(0).openapi({ title: 'Continuation Token' }),
});
/** A validated `ListKeysQuery`. */
export type ListKeysQuery = z.output<typeof ListKeysQuery>;

/** A display name. */
export const NameString = z.string().min(1).max(256).openapi('NameString');

/** A request for a key. */
export const CreateApiKeyRequest = z
  .object({
    name: nullable(NameString).optional(),
    duration_days: integer().min(1).max(90).openapi({ title: 'Duration Days' }),
    role: z.string().max(64).default('member').openapi({ title: 'Role' }),
    permissions: z.array(z.string()).max(128).optional().openapi({
      title: 'Permissions',
      description: 'Names of permissions: up to 128, each of up to 128 characters.',
    }),
  })
  .openapi('CreateApiKeyRequest', { title: 'CreateApiKeyRequest' });
/** A validated `CreateApiKeyRequest`: the framework fills in `permissions`. */
export type CreateApiKeyRequest = z.output<typeof CreateApiKeyRequest> & { permissions: string[] };

const nullableUuid = (title: string) =>
  nullable(z.guid().openapi({ format: 'uuid' })).openapi({ title });
const time = (title: string) => z.string().openapi({ format: 'date-time', title });
const name = nullable(z.string()).openapi({ title: 'Name' });
const permissions = z.array(z.string()).openapi({ title: 'Permissions' });
const text = (title: string) => z.string().openapi({ title });

/** An issued key: the only response that shows the key itself. */
export const CreateApiKeyResponse = z
  .object({
    key_id: text('Key Id'),
    api_key: text('Api Key'),
    name,
    role: text('Role'),
    permissions,
    expires_at: time('Expires At'),
    created_by_entity_id: nullableUuid('Created By Entity Id'),
    created_by_credential_id: nullableUuid('Created By Credential Id'),
  })
  .openapi('CreateApiKeyResponse', { title: 'CreateApiKeyResponse' });

/** A key in a list. */
export const ApiKeyResponse = z
  .object({
    id: uuid('Id'),
    workspace_id: uuid('Workspace Id'),
    created_by_entity_id: nullableUuid('Created By Entity Id'),
    created_by_credential_id: nullableUuid('Created By Credential Id'),
    key_id: text('Key Id'),
    name,
    role: text('Role'),
    permissions,
    expires_at: time('Expires At'),
    last_used_at: nullable(z.string().openapi({ format: 'date-time' })).openapi({
      title: 'Last Used At',
    }),
    created_at: time('Created At'),
    updated_at: time('Updated At'),
  })
  .openapi('ApiKeyResponse', { title: 'ApiKeyResponse' });

/** A page of keys. */
export const PaginatedApiKeys = z
  .object({
    items: z.array(ApiKeyResponse).openapi({ title: 'Items' }),
    has_more: z.boolean().openapi({ title: 'Has More' }),
    continuation_token: optional(integer(), 'Continuation Token'),
    total: optional(integer(), 'Total'),
  })
  .openapi('PaginatedResponse_ApiKeyResponse_', { title: 'PaginatedResponse[ApiKeyResponse]' });

const tags = ['API Keys'];
const NO_KEY = 'No key in the request, or one that is not valid.';
const NOT_ALLOWED = 'The key may not do this.';

/** What the document says of the operations, by their names. */
export const publishedKeys: Readonly<Record<string, Published>> = {
  list_keys: {
    tags,
    summary: 'List API keys',
    description: 'The keys of the workspace, a page at a time. Needs the permission `ApiKey.view`.',
    operationId: 'list-api-keys',
    params: WorkspacePath,
    query: ListKeysQuery,
    success: { status: 200, content: PaginatedApiKeys },
    refusals: { 401: NO_KEY, 403: NOT_ALLOWED },
  },
  issue_key: {
    tags,
    summary: 'Issue a key',
    description:
      'Issues a key for the workspace. Only this response shows the key itself, as `api_key`.',
    operationId: 'create-api-key',
    params: WorkspacePath,
    body: CreateApiKeyRequest,
    success: { status: 201, content: CreateApiKeyResponse },
    refusals: { 401: NO_KEY, 403: 'The key may not issue keys, or none of that role.' },
    invalid: 'The body is not valid, or there is no such role.',
  },
  remove_key: {
    tags,
    summary: 'Delete a key',
    description:
      'Deletes a key, which is refused from then on. Needs the permission `ApiKey.delete`.',
    operationId: 'delete-api-key',
    params: KeyPath,
    success: { status: 204 },
    refusals: { 401: NO_KEY, 403: NOT_ALLOWED, 404: 'No such key.' },
  },
};
