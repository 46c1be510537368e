/** What the documents of the contract are put together from. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { z } from 'zod';
import { HTTPValidationError } from '../sessions/session-schemas.ts';

/** A JSON body. */
export const json = <T extends z.ZodType>(schema: T) => ({
  content: { 'application/json': { schema } },
});
/** A body that must be sent. */
export const required = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
/** The success of an operation. */
export const success = <T extends z.ZodType>(schema: T) => ({
  description: 'Successful Response',
  ...json(schema),
});
/** The answer to a request that is not valid. */
export const invalid = { description: 'Validation Error', ...json(HTTPValidationError) };
/** A refusal of which only the words are published. */
export const refused = (description: string | undefined) => ({ description: description ?? '' });

/** The published document of some routes: OpenAPI 3.1. */
export function documentOf(routes: readonly RouteConfig[]) {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono();
  openAPIRegistry.registerComponent('securitySchemes', 'BearerAuth', {
    type: 'http',
    scheme: 'bearer',
    description:
      'API key issued via `POST /v1/{workspace_id}/api-keys`. Pass the returned `api_key` value as a Bearer token.',
  });
  for (const route of routes) openAPIRegistry.registerPath(route);
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
  // The generator also writes the collections that are empty; the original's does not.
  const { parameters: __, ...published } = components ?? {};
  return { ...document, components: published };
}
