/** Content types that count as JSON (framework, FastAPI since 0.132). */

/**
 * Whether a `Content-Type` is JSON: `application/json` or `application/…+json`, in any case, with any parameters.
 * False without a content type.
 */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type = ''] = (contentType ?? '').split(';', 1);
  const [main, subtype, ...more] = type.trim().toLowerCase().split('/');
  if (main !== 'application' || subtype === undefined || more.length > 0) return false;
  return subtype === 'json' || subtype.endsWith('+json');
}
