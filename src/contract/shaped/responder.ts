/** Responses of shaped operations: made from their schemas and from what clients wrote. */
import { fullText } from '../../world/model/results.ts';
import type { World } from '../../world/world.ts';
import type { OperationCall } from '../operation.ts';
import { noContent, type Outcome, refused } from '../outcome.ts';
import { jsonResponse } from '../response.ts';
import { objectOf, type Raw } from './json-schema.ts';
import { envelopeOf, pageQuery } from './pages.ts';
import {
  itemOf,
  makeId,
  type ResourceParts,
  resourcesOf,
  type Written,
  withId,
} from './resources.ts';
import { type Collection, idFieldOf, nameless, type ShapedRoute } from './routes.ts';
import { shape } from './shape.ts';
import { writeShaped } from './write.ts';

type Call = OperationCall<Raw, Raw>;

/** A request on its way through an operation. */
interface Visit {
  readonly route: ShapedRoute;
  readonly call: Call;
  /** The path, with the values of its parameters. */
  readonly path: string;
  readonly written: Written;
  readonly shaped: Awaited<ReturnType<World['shaped']>>;
}

const NO_CONTENT = 204;
/** Whether a path ends with a parameter that names a resource. */
const endsInId = (path: string): boolean =>
  /\{\w+\}$/.test(path) && !path.endsWith('{workspace_id}');

/** The path up to its last slash. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The last part of a path. */
const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A template with the values of its parameters. */
function filled(template: string, { params, workspaceId }: Call): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'workspace_id' ? workspaceId : String(params[name]),
  );
}

/** The fields that a client gave. */
function givenOf({ body }: Call): Raw {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** What the request itself says of the response: the values of the path. */
const contextOf = ({ params, workspaceId }: Call): Raw => ({
  ...params,
  workspace_id: workspaceId,
});

/** Makes the responses of a document's operations. `isSingle`: whether a path is one resource, not a list. */
export function createResponder(
  parts: ResourceParts,
  collections: ReadonlyMap<string, Collection>,
) {
  const { document, seed } = parts;
  const collectionAt = (path: string): Collection | undefined => collections.get(nameless(path));

  /** Success with what is known, as far as the schema allows it. */
  function respond({ route: { success }, path }: Visit, known: Raw, draw = ''): Outcome {
    const { status, contentType = 'application/json', schema } = success;
    if (status === NO_CONTENT) return noContent;
    if (schema === undefined) {
      return { kind: 'response', response: { status, contentType, body: '' } };
    }
    const value = shape(document, schema, `${seed} ${path}${draw}`, known);
    const json = writeShaped(document, schema, value ?? {});
    return { kind: 'response', response: jsonResponse(status, json) };
  }

  /** Whether the items of a collection's list say by which id they are found. */
  const hasIds = ({ list, param }: Collection): boolean =>
    list !== undefined && idFieldOf(document, list.item, param) !== undefined;

  /** What is wrong with the ids of a path: the text for the log, or nothing. */
  function unknownId({ route, call, written }: Visit): string | undefined {
    const segments = route.path.split('/');
    for (let i = 2; i < segments.length; i++) {
      const template = segments.slice(0, i + 1).join('/');
      if (!endsInId(template)) continue;
      const at = filled(template, call);
      if (written.get(at)?.value === null) return `${at} was deleted`;
      const collection = collectionAt(parentOf(template));
      if (collection === undefined || !hasIds(collection)) continue;
      const all = resourcesOf(parts, collection, parentOf(at), written);
      if (!all.some((one) => one.path === at)) {
        return `${at} is not in the list ${parentOf(at)}`;
      }
    }
    return written.get(filled(route.path, call))?.value === null &&
      (route.method === 'GET' || route.method === 'DELETE')
      ? `${filled(route.path, call)} was deleted`
      : undefined;
  }

  function list(visit: Visit, collection: Collection): Outcome {
    const { call, path, route, written } = visit;
    const context = contextOf(call);
    const page = pageQuery(call.query, resourcesOf(parts, collection, path, written));
    const items = page.items.map((one) => itemOf(parts, collection, one, context));
    const { success, list: shown } = route;
    if (shown === undefined || shown.field === null) {
      const json = writeShaped(document, success.schema, items);
      return { kind: 'response', response: jsonResponse(success.status, json) };
    }
    const known = { ...context, ...envelopeOf(document, success.schema, page, call.query) };
    return respond(visit, { ...known, [shown.field]: items });
  }

  function read(visit: Visit): Outcome {
    const { call, path, route, written } = visit;
    const known = { ...contextOf(call), ...written.get(path)?.value };
    const collection = endsInId(route.path) ? collectionAt(parentOf(route.path)) : undefined;
    if (collection === undefined) return respond(visit, known);
    const id = collection.param === null ? undefined : call.params[collection.param];
    return respond(visit, withId(parts, collection, route.success.schema, known, id));
  }

  /** Keeps what a client wrote, and responds with it. */
  async function keep(
    visit: Visit,
    at: string,
    listPath: string | null,
    value: Raw,
    id?: unknown,
  ): Promise<Outcome> {
    const { call, route, shaped, written } = visit;
    const record = { path: at, list: listPath, id: lastOf(at), value };
    const put = await shaped.put(call.workspaceId, record);
    if (put.status === 'not_found') return refused(404, 'there is no such workspace');
    if (put.status === 'full') return refused(503, fullText(put));
    const known = { ...contextOf(call), ...written.get(at)?.value, ...value };
    const collection = collectionAt(parentOf(route.path)) ?? collectionAt(route.path);
    const { schema } = route.success;
    const shown =
      id === undefined || collection === undefined
        ? known
        : withId(parts, collection, schema, known, id);
    return respond({ ...visit, path: at }, shown);
  }

  async function create(visit: Visit, collection: Collection): Promise<Outcome> {
    const { call, path, route } = visit;
    const given = givenOf(call);
    const drawn = call.world.newUuid(call.workspaceId);
    const { list: listed, detail, param } = collection;
    const names = [listed?.item, detail, route.success.schema].map((schema) =>
      withId(parts, { ...collection, param }, schema, {}, true),
    );
    const field = Object.keys(Object.assign({}, ...names))[0];
    const wanted = field === undefined ? undefined : given[field];
    const id = makeId(parts, collection, `${seed} ${path} ${drawn}`, wanted ?? drawn);
    const now = new Date(call.world.now(call.workspaceId)).toISOString();
    const times = { created_at: now, updated_at: now };
    const value = { ...times, ...given, ...(field !== undefined && { [field]: id }) };
    // What a list shows is what was responded, too.
    const at = `${path}/${id}`;
    const { schema } = route.success;
    const shown = withId(parts, collection, schema, { ...contextOf(call), ...value }, id);
    const made = schema === undefined ? {} : shape(document, schema, `${seed} ${at}`, shown);
    return keep(visit, at, path, { ...value, ...objectOf(made), ...pickGiven(value, made) }, id);
  }

  /** What a client gave and the response does not show. */
  function pickGiven(value: Raw, made: unknown): Raw {
    const shown = objectOf(made);
    return Object.fromEntries(Object.entries(value).filter(([name]) => !(name in shown)));
  }

  async function change(visit: Visit): Promise<Outcome> {
    const { call, path, route } = visit;
    if (!endsInId(route.path)) return keep(visit, path, null, givenOf(call));
    const collection = collectionAt(parentOf(route.path));
    const id = collection?.param == null ? undefined : call.params[collection.param];
    return keep(visit, path, parentOf(path), givenOf(call), id);
  }

  async function remove(visit: Visit): Promise<Outcome> {
    const { call, path, route, shaped, written } = visit;
    const { workspaceId } = call;
    const isInList = endsInId(route.path);
    const collection = isInList ? collectionAt(parentOf(route.path)) : undefined;
    const generated =
      collection === undefined
        ? []
        : resourcesOf(parts, collection, parentOf(path), new Map()).map((one) => one.path);
    if (written.has(path) && collection?.list !== undefined && !generated.includes(path)) {
      // An id that no list has is unknown anyway.
      await shaped.forget(workspaceId, path);
      return respond(visit, contextOf(call));
    }
    const listPath = isInList ? parentOf(path) : null;
    const record = { path, list: listPath, id: lastOf(path), value: null };
    const put = await shaped.put(workspaceId, record);
    if (put.status === 'full') return refused(503, fullText(put));
    return respond(visit, { ...contextOf(call), ...written.get(path)?.value });
  }

  /** Responds to a request that was found valid. */
  return async (route: ShapedRoute, isSingle: boolean, call: Call): Promise<Outcome> => {
    const shaped = await call.world.shaped();
    const records = await shaped.list(call.workspaceId);
    const written = new Map(records.map((one) => [one.path, one]));
    const visit = { route, call, shaped, path: filled(route.path, call), written };
    const unknown = unknownId(visit);
    if (unknown !== undefined) return refused(404, unknown);
    const collection = collectionAt(route.path);
    switch (route.method) {
      case 'GET':
        return route.list !== undefined && collection !== undefined
          ? list(visit, collection)
          : read(visit);
      case 'POST': {
        if (collection !== undefined) return create(visit, collection);
        const given = givenOf(call);
        return isSingle
          ? change(visit)
          : respond(visit, { ...contextOf(call), ...given }, ` ${JSON.stringify(given)}`);
      }
      case 'PUT':
      case 'PATCH':
        return change(visit);
      case 'DELETE':
        return remove(visit);
    }
  };
}
