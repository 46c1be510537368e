/** Shared parts of the contract's documents. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { z } from 'zod';
import { HTTPValidationError } from '../sessions/session-schemas.ts';

/** A JSON body. */
export const json = <T extends z.ZodType>(schema: T) => ({
  content: { 'application/json': { schema } },
});
/** A required JSON body. */
export const required = <T extends z.ZodType>(schema: T) => ({ required: true, ...json(schema) });
/** A successful response. */
export const success = <T extends z.ZodType>(schema: T) => ({
  description: 'Successful Response',
  ...json(schema),
});
/** The response to an invalid request. */
export const invalid = { description: 'Validation Error', ...json(HTTPValidationError) };
/** An error response of which only the description is published. */
export const refused = (description: string | undefined) => ({ description: description ?? '' });

/** The document of some routes: OpenAPI 3.1. */
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
  // The generator also writes empty collections; the published document does not.
  const { parameters: __, ...published } = components ?? {};
  return { ...document, components: published };
}
