/**
 * Operations made from a user's OpenAPI document: they respond from its schemas, and remember what clients write.
 * Nothing of the simulated world depends on them.
 */
import type { Operation } from '../operation.ts';
import { operations, optionalOperations } from '../operations.ts';
import { templatePattern } from '../path-template.ts';
import type { WireResponse } from '../response.ts';
import { isObject, type Raw } from './json-schema.ts';
import { createResponder } from './responder.ts';
import { collectionsOf, nameless, routesOf, type ShapedRoute } from './routes.ts';
import { shapedRules } from './rules.ts';

const SHAPED = 'shaped from the platform document, not simulated';

/** Says in log and journal that a response was not simulated. */
const finish = (response: WireResponse): WireResponse => ({
  ...response,
  why: response.why === undefined ? SHAPED : `${response.why} (${SHAPED})`,
});

/** The operations of a document, without those that are simulated anyway. */
export interface ShapedOperations {
  /** Those that are simulated, by the rules of the document: without it, they are not served. */
  readonly simulated: readonly Operation[];
  /** Those whose path a simulated operation would take for an id: the real API tries them first. */
  readonly before: readonly Operation[];
  /** All others. */
  readonly after: readonly Operation[];
}

/** Makes the operations of a document. `seed` is what all their values depend on. Does not throw. */
export function shapedOperations(given: object, seed: string): ShapedOperations {
  const document: Raw = isObject(given) ? given : {};
  const key = (one: { readonly method: string; readonly path: string }): string =>
    `${one.method} ${nameless(one.path)}`;
  const taken = new Set(operations.map(key));
  const found = routesOf(document).filter((route) => {
    const isNew = !taken.has(key(route));
    taken.add(key(route));
    return isNew;
  });
  const optionalOf = ({ method, path }: ShapedRoute): Operation | undefined =>
    optionalOperations.find((one) => one.method === method && one.path === path);
  const simulated = found.flatMap((route): Operation[] => {
    const one = optionalOf(route);
    const ownRules = () => shapedRules(document, route.parameters, undefined);
    return one === undefined ? [] : [{ ...one, ownRules }];
  });
  const routes = found.filter((route) => optionalOf(route) === undefined);
  // Without lists that are simulated: their ids are in the world.
  const respond = createResponder({ document, seed }, collectionsOf(routes));
  const single = new Set(
    routes.filter((one) => one.method === 'GET' && one.list === undefined).map((one) => one.path),
  );
  const patterns = operations.map((one) => [one.method, templatePattern(one.path)] as const);

  const before: Operation[] = [];
  const after: Operation[] = [];
  for (const route of routes) {
    const { body, details, isBodyOptional, method, parameters, path } = route;
    const operation: Operation<Raw, Raw> = {
      name: `${method} ${path}`,
      document: 'platform',
      method,
      path,
      body: body === undefined ? null : 'body',
      isBodyOptional,
      ownRules: () => shapedRules(document, parameters, body, method !== 'PATCH'),
      details,
      finish,
      run: (call) => respond(route, single.has(path), call),
    };
    const isHidden = patterns.some(([taker, pattern]) => taker === method && pattern.test(path));
    (isHidden ? before : after).push(operation as unknown as Operation);
  }
  return { simulated, before, after };
}
