/** Small documents to compare: one operation with a body and a response. */
import type { Finding } from '../../src/drift/changes.ts';
import type { Json, JsonObject } from '../../src/drift/documents.ts';
import { compareDocuments } from '../../src/drift/operations.ts';

/** The path of the one operation. */
export const PATH = '/v1/{workspace_id}/sessions/start';
/** The one operation. */
export const OPERATION = `POST ${PATH}`;

/** A document of some paths and schemas. */
export const documentOf = (paths: JsonObject, schemas: JsonObject = {}): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Platform API', version: '1.0.0' },
  paths,
  components: { schemas },
});

/** A document whose one operation is this. */
export const withOperation = (operation: JsonObject, schemas: JsonObject = {}): JsonObject =>
  documentOf({ [PATH]: { post: operation } }, schemas);

/** JSON content of a schema. */
export const json = (schema: Json): JsonObject => ({ 'application/json': { schema } });

/** An operation with the schema in its request, and one with it in its response. */
export const asking = (schema: Json): JsonObject => ({
  requestBody: { required: true, content: json(schema) },
});
export const answering = (schema: Json): JsonObject => ({
  responses: { '200': { description: 'ok', content: json(schema) } },
});

/** What changed from one operation to the other, as `kind where: what -> sides`. */
export const between = (
  older: JsonObject,
  newer: JsonObject,
  schemas: JsonObject = {},
  newerSchemas: JsonObject = schemas,
): string[] =>
  compareDocuments([withOperation(older, schemas)], withOperation(newer, newerSchemas)).map(line);

/** A change in one line. */
export const line = ({ kind, where, what, breaks }: Finding): string =>
  `${kind} ${where}: ${what} -> ${breaks.join('+') || 'nobody'}`;
