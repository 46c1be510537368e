/** The operations of a user's document, and how they belong together: which list an id is from. */
import {
  alternatives,
  isObject,
  listOf,
  mainOption,
  objectOf,
  type Raw,
  resolve,
  textOf,
  typeOf,
} from './json-schema.ts';
import type { ShapedParameter } from './rules.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Segments that can be routed: a text, or one parameter. */
const SEGMENT = /^(?:[^{}:*?]+|\{\w+\})$/;

/** What a list responds with. */
export interface ListShape {
  /** The field that has the items; null if the response is the list itself. */
  readonly field: string | null;
  /** The schema of an item. */
  readonly item: unknown;
}

/** An operation of the document. */
export interface ShapedRoute {
  readonly method: (typeof METHODS)[number];
  /** As in the document: `/v1/{workspace_id}/…`. */
  readonly path: string;
  readonly parameters: readonly ShapedParameter[];
  /** The schema of a body that is a JSON object; undefined if it has none. */
  readonly body: unknown;
  readonly isBodyOptional: boolean;
  /** The success that is documented first. */
  readonly success: {
    readonly status: number;
    /** Undefined without content. */
    readonly contentType: string | undefined;
    /** Undefined if it is not JSON. */
    readonly schema: unknown;
  };
  /** What each refusal's status means. */
  readonly details: Readonly<Record<number, string>>;
  /** Undefined if it does not respond with a list of objects. */
  readonly list: ListShape | undefined;
}

/** Resources with ids. */
export interface Collection {
  readonly path: string;
  /** The list; undefined if there is none, and any id is accepted. */
  readonly list: ListShape | undefined;
  /** The name of the parameter after its path; null if no path has one. */
  readonly param: string | null;
  readonly paramSchema: unknown;
  /** The schema of one resource where it is read by its id; undefined if it cannot be. */
  readonly detail: unknown;
}

/** A path whose parameters have no names. */
export const nameless = (path: string): string => path.replace(/\{\w+\}/g, '{}');

const isJson = (contentType: string): boolean =>
  /^application\/([\w.+-]+\+)?json\b/.test(contentType);

/** The schema of JSON content, or undefined. */
function jsonOf(document: Raw, holder: Raw): unknown {
  const found = Object.entries(objectOf(holder.content)).find(([type]) => isJson(type));
  return found === undefined ? undefined : (resolve(document, found[1]).schema ?? {});
}

/** The schema of a body, if it is that of an object. */
function bodyOf(document: Raw, requestBody: Raw): unknown {
  const schema = jsonOf(document, requestBody);
  if (schema === undefined) return undefined;
  const { options } = alternatives(document, schema);
  const real = options.filter((one) => one.type !== 'null');
  return real.every((one) => typeOf(one) === 'object') ? schema : undefined;
}

/** Names of the field with the items, besides the name of the list itself. */
const ITEMS = ['items', 'data', 'results', 'records'];
/** Names of fields that stand around the items. */
const AROUND = /^(total|count|has_|next|prev|continuation|cursor|limit|offset|page|per_page|skip)/;

/** How the response of a path is a list; undefined if it is not: one resource may have lists, too. */
function listShape(document: Raw, path: string, schema: unknown): ListShape | undefined {
  if (path.endsWith('}')) return undefined;
  const itemOf = (list: Raw): unknown => {
    const item = typeOf(list) === 'array' ? list.items : undefined;
    return item !== undefined && typeOf(mainOption(document, item)) === 'object' ? item : undefined;
  };
  const main = mainOption(document, schema);
  const own = itemOf(main);
  if (own !== undefined) return { field: null, item: own };
  const lists = Object.entries(objectOf(main.properties)).flatMap(([field, property]) => {
    const item = itemOf(mainOption(document, property));
    return item === undefined ? [] : [{ field, item }];
  });
  const [found] = lists;
  if (found === undefined || lists.length > 1) return undefined;
  const { field } = found;
  const others = Object.keys(objectOf(main.properties)).filter((one) => one !== field);
  const isNamed = ITEMS.includes(field) || field === path.slice(path.lastIndexOf('/') + 1);
  return isNamed || others.every((one) => AROUND.test(one)) ? found : undefined;
}

function successOf(document: Raw, responses: Raw): ShapedRoute['success'] {
  const status = Object.keys(responses).find((one) => /^2\d\d$/.test(one));
  const response = resolve(document, responses[status ?? 'default']);
  const contentType = Object.keys(objectOf(response.content))[0];
  return {
    status: Number(status ?? 200),
    contentType,
    schema: jsonOf(document, response),
  };
}

function detailsOf(document: Raw, responses: Raw): Record<number, string> {
  const texts = Object.entries(responses).flatMap(([status, response]) => {
    const text = textOf(resolve(document, response), 'description');
    const isRefusal = /^[45]\d\d$/.test(status) && status !== '422';
    return isRefusal && text !== undefined && text !== '' ? [[status, text] as const] : [];
  });
  return { 404: 'Not found.', 503: 'Service unavailable.', ...Object.fromEntries(texts) };
}

function parametersOf(document: Raw, ...lists: readonly unknown[]): ShapedParameter[] {
  const found = new Map<string, ShapedParameter>();
  for (const one of lists.flatMap(listOf)) {
    const parameter = resolve(document, one);
    const [name, place] = [textOf(parameter, 'name'), textOf(parameter, 'in')];
    if (name === undefined || place === undefined) continue;
    const { required, schema = {} } = parameter;
    // Those of an operation replace those of its path.
    found.set(`${place} ${name}`, { name, in: place, required: required === true, schema });
  }
  return [...found.values()];
}

/** All operations of a document that can be routed, in its order. */
export function routesOf(document: Raw): ShapedRoute[] {
  return Object.entries(objectOf(document.paths)).flatMap(([path, given]) => {
    if (
      !path.startsWith('/') ||
      !path
        .slice(1)
        .split('/')
        .every((one) => SEGMENT.test(one))
    ) {
      return [];
    }
    const item = resolve(document, given);
    // What is replaced as a whole is one resource.
    const isOne = isObject(item.put) || isObject(item.patch);
    return METHODS.filter((method) => isObject(item[method.toLowerCase()])).map((method) => {
      const operation = objectOf(item[method.toLowerCase()]);
      const responses = objectOf(operation.responses);
      const requestBody = resolve(document, operation.requestBody);
      const success = successOf(document, responses);
      return {
        method,
        path,
        parameters: parametersOf(document, item.parameters, operation.parameters),
        body: method === 'GET' ? undefined : bodyOf(document, requestBody),
        isBodyOptional: requestBody.required !== true,
        success,
        details: detailsOf(document, responses),
        list:
          method === 'GET' && success.schema !== undefined && !isOne
            ? listShape(document, path, success.schema)
            : undefined,
      };
    });
  });
}

/** The collections of a document, by path without names: lists, and paths to which an id is added. */
export function collectionsOf(routes: readonly ShapedRoute[]): ReadonlyMap<string, Collection> {
  const found = new Map<string, Collection>();
  const add = (path: string, more: Partial<Collection>): void => {
    const key = nameless(path);
    const none = { path, list: undefined, param: null, paramSchema: {}, detail: undefined };
    found.set(key, { ...none, ...found.get(key), ...more });
  };
  for (const { list, path } of routes) if (list !== undefined) add(path, { list });
  for (const { method, path, parameters, success } of routes) {
    const [, collection, param] = /^(.+)\/\{(\w+)\}$/.exec(path) ?? [];
    if (collection === undefined || param === undefined || param === 'workspace_id') continue;
    if (method === 'POST') continue;
    const paramSchema = parameters.find((one) => one.in === 'path' && one.name === param)?.schema;
    const isRead = method === 'GET' && success.schema !== undefined;
    add(collection, {
      param,
      ...(paramSchema !== undefined && { paramSchema }),
      ...(isRead && { detail: success.schema }),
    });
  }
  return found;
}

/** A name without what says that it is an id. */
const stemOf = (name: string): string => name.replace(/_(?:id|sid|uuid|key|slug)$/, '');

/** The field of a schema that has the id by which a resource is found; undefined if it has none. */
export function idFieldOf(
  document: Raw,
  schema: unknown,
  param: string | null,
): string | undefined {
  const names = Object.keys(objectOf(mainOption(document, schema).properties));
  const has = (name: string): string | undefined => names.find((one) => one === name);
  if (param === null) return has('id') ?? names.find((one) => one.endsWith('_id'));
  return (
    has(param) ??
    has(param.replace(/^.*_/, '')) ??
    has('id') ??
    // `call_id` in the path may be `call_sid` in the item.
    names.find((one) => stemOf(one) === stemOf(param) && one !== stemOf(one)) ??
    (param === 'id' ? names.find((one) => one.endsWith('_id')) : undefined)
  );
}
