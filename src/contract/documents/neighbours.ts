/** The neighbour operations: types of their requests, and JSON of their responses. All from the published document. */
import { created, type Outcome, ok } from '../outcome.ts';
import { neighboursDocument } from './documents.ts';
import type { components, operations } from './neighbour-types.ts';
import { writeBySchema } from './response-writer.ts';

type Schemas = components['schemas'];

/** What has to be given to write a schema. What may be left out has its default. */
export type Shape<Name extends keyof Schemas> = Schemas[Name];

/** A validated body: every field is there, null where it was not given. */
export type Body<Name extends keyof Schemas> = Complete<Schemas[Name]>;

/** A validated query: every parameter is there, null where it was not given. */
export type Query<Name extends keyof operations> = operations[Name]['parameters'] extends {
  query?: infer Parameters;
}
  ? Complete<NonNullable<Parameters>>
  : never;

type Complete<Of> = { readonly [Field in keyof Of]-?: Exclude<Of[Field], undefined> };

/** The JSON text of a response. */
export async function write<Name extends keyof Schemas>(
  name: Name,
  value: Shape<Name>,
): Promise<string> {
  const { components } = await neighboursDocument();
  return writeBySchema(components.schemas, name, value);
}

/** 200 with a response of the document. */
export async function respond<Name extends keyof Schemas>(
  name: Name,
  value: Shape<Name>,
): Promise<Outcome> {
  return ok(await write(name, value));
}

/** 201 with a response of the document. */
export async function respondCreated<Name extends keyof Schemas>(
  name: Name,
  value: Shape<Name>,
): Promise<Outcome> {
  return created(await write(name, value));
}
