/**
 * The documents made from the declarations. Paths, methods and texts of refusals come from the operations, the rest
 * stands beside their schemas. A test compares the results with `openapi.json` and `openapi.companions.json`; the
 * running emulator reads those files instead.
 */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import { publishedKeys } from '../api-keys/key-schemas.ts';
import { publishedConversations } from '../conversations/conversation-schemas.ts';
import { publishedTurns } from '../conversations/turn-schemas.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { HTTPValidationError, publishedSessions } from '../sessions/session-schemas.ts';
import type { Published } from './zod-helpers.ts';

const published: Readonly<Record<string, Published>> = {
  ...publishedSessions,
  ...publishedKeys,
  ...publishedConversations,
  ...publishedTurns,
};

const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });

function successOf({ content, description = 'Successful Response' }: Published['success']) {
  if (content === undefined) return { description };
  if (content instanceof z.ZodType) return { description, ...json(content) };
  const media = Object.entries(content).map(([type, schema]) => [type, { schema }] as const);
  return { description, content: Object.fromEntries(media) };
}

/** The statuses of refusals, with what the document says of each. */
function refusalsOf({ refusals = [] }: Published, details: Operation['details']) {
  return Array.isArray(refusals)
    ? refusals.map((status) => [status, details[status] ?? ''] as const)
    : Object.entries(refusals);
}

/** What a document says of the key: the contract as published, the others in our words. */
const BEARER = {
  contract:
    'API key issued via `POST /v1/{workspace_id}/api-keys`. Pass the returned `api_key` value as a Bearer token.',
  companions: 'The `api_key` that `POST /v1/{workspace_id}/api-keys` returns.',
};

function routeOf({ details, method, name, path }: Operation): RouteConfig {
  const one = published[name];
  if (one === undefined) throw new Error(`the document says nothing of ${name}`);
  const { tags, summary, description, operationId, params, query, body, success, invalid } = one;
  const refusals = refusalsOf(one, details).map(([status, description]) => [
    status,
    { description },
  ]);
  const wrong =
    invalid === undefined
      ? { description: 'Validation Error', ...json(HTTPValidationError) }
      : { description: invalid ?? '' };
  return {
    method: method.toLowerCase() as Lowercase<typeof method>,
    path,
    tags: [...tags],
    summary,
    ...(description !== undefined && { description }),
    operationId,
    request: {
      params,
      ...(query !== undefined && { query }),
      ...(body !== undefined && { body: { required: true, ...json(body) } }),
    },
    responses: {
      [success.status]: successOf(success),
      ...Object.fromEntries(refusals),
      ...(invalid !== null && { 422: wrong }),
    },
  };
}

/** A document: OpenAPI 3.1. */
export function documentOf(name: keyof typeof BEARER) {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono();
  openAPIRegistry.registerComponent('securitySchemes', 'BearerAuth', {
    type: 'http',
    scheme: 'bearer',
    description: BEARER[name],
  });
  for (const one of operations) {
    if (one.document === name) openAPIRegistry.registerPath(routeOf(one));
  }
  const {
    webhooks: _,
    components,
    ...document
  } = getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Platform API', version: '1.0.0' },
    servers: [{ url: 'https://api.platform.amigo.ai', description: 'Production' }],
    security: [{ BearerAuth: [] }],
  });
  // The generator also writes empty collections; the published document does not.
  const { parameters: __, ...rest } = components ?? {};
  return { ...document, components: rest };
}
