/** The parts of an OpenAPI 3.1 document that the pages show. */

/** The parts of a JSON Schema that are shown. */
export interface Schema {
  readonly [key: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly example?: unknown;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  /** Of a parameter only: where it is. */
  readonly in?: string;
}

/** Named schemas. */
export type Schemas = Readonly<Record<string, Schema>>;

/** A request body or a response. */
export interface Media {
  readonly description?: string;
  readonly content?: Readonly<
    Record<string, { readonly schema?: Schema; readonly example?: unknown }>
  >;
}

/** A parameter of a path, a query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

/** An operation. */
export interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Media;
  readonly responses?: Readonly<Record<string, Media>>;
}

/** A document. */
export interface ReferenceDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: object;
  readonly components?: { readonly schemas?: object };
}

/** An operation with its place in the document. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** The other operations of its path, by method. */
  readonly beside: Readonly<Record<string, Operation>>;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

/** The operations of a document, in its order. */
export function operationsOf(document: ReferenceDocument): PlacedOperation[] {
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, beside]) =>
    METHODS.flatMap((method) => {
      const operation = beside[method];
      return operation === undefined ? [] : [{ method, path, operation, beside }];
    }),
  );
}

/** The name of the schema that a reference names. */
export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
