/** Whether a value is an OpenAPI document that operations can be made from. Loads nothing: it runs at a start. */

/** A document, or what is wrong with it, in words. */
export type CheckedDocument =
  | { readonly document: object; readonly problem?: undefined }
  | { readonly problem: string };

/** Checks that a value is an OpenAPI document. Its operations are looked at when they are first needed. */
export function checkDocument(data: unknown): CheckedDocument {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { problem: 'expected an OpenAPI document, found something that is not a JSON object' };
  }
  const openapi = 'openapi' in data ? data.openapi : undefined;
  if (typeof openapi !== 'string' || !openapi.startsWith('3.')) {
    const version = 'expected an OpenAPI document of version 3, with a field "openapi"';
    return { problem: `${version} such as "3.1.0"` };
  }
  const paths = 'paths' in data ? data.paths : undefined;
  if (typeof paths !== 'object' || paths === null || Array.isArray(paths)) {
    return { problem: 'expected an OpenAPI document with an object "paths"' };
  }
  return { document: data };
}
