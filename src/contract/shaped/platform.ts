/** A user's OpenAPI document: checked at the start; its operations are made when they are first needed. */
import type { OperationName } from '../../world/model/operation-names.ts';
import type { ShapedOperations } from './operations.ts';

/** The names of a document's operations: those that are simulated because it has them, and those that are only shaped. */
export interface PlatformNames {
  readonly simulated: readonly OperationName[];
  readonly shaped: readonly OperationName[];
}

/** A document that operations are made from. */
export interface Platform {
  /** Makes the operations, once. */
  operations(): Promise<ShapedOperations>;
  /** The names of the operations, which makes them. */
  names(): Promise<PlatformNames>;
}

/** A document that cannot be used, with the reason. */
export class PlatformDocumentError extends TypeError {
  override readonly name = 'PlatformDocumentError';
}

/** What is wrong with a value that should be an OpenAPI document of version 3; undefined if nothing is. */
function problemOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return 'expected an OpenAPI document, found something that is not a JSON object';
  }
  const openapi = 'openapi' in data ? data.openapi : undefined;
  if (typeof openapi !== 'string' || !openapi.startsWith('3.')) {
    return 'expected an OpenAPI document of version 3, with a field "openapi" such as "3.1.0"';
  }
  const paths = 'paths' in data ? data.paths : undefined;
  if (typeof paths !== 'object' || paths === null || Array.isArray(paths)) {
    return 'expected an OpenAPI document with an object "paths"';
  }
  return undefined;
}

/**
 * Checks that data is an OpenAPI document. `what` names it in the message.
 *
 * @throws PlatformDocumentError when it is not
 */
export function checkDocument(data: unknown, what: string): asserts data is object {
  const problem = problemOf(data);
  if (problem !== undefined) throw new PlatformDocumentError(`${what}: ${problem}`);
}

/** Opens a document. `seed` is what all values of its responses depend on. Throws a `PlatformDocumentError` if it is none. */
export function openPlatform(data: object, seed = ''): Platform {
  checkDocument(data, 'platformDocument');
  let made: Promise<ShapedOperations> | undefined;
  const operations = (): Promise<ShapedOperations> => {
    made ??= import('./operations.ts').then((shaped) => shaped.shapedOperations(data, seed));
    return made;
  };
  return {
    operations,
    async names() {
      const { simulated, before, after } = await operations();
      return {
        simulated: simulated.map(({ name }) => name),
        shaped: [...before, ...after].map(({ name }) => name),
      };
    },
  };
}
