/** Which paths are the emulator's own; all others are the contract's. */

const PAGES: ReadonlySet<string> = new Set([
  '/',
  '/docs',
  '/docs/companions',
  '/openapi.json',
  '/openapi.companions.json',
]);

/** Whether a target, with or without a query, is the emulator's own. */
export function isOwnPath(target: string): boolean {
  if (target.startsWith('/_emulator')) {
    const next = target[10];
    return next === undefined || next === '/' || next === '?';
  }
  const mark = target.indexOf('?');
  return PAGES.has(mark === -1 ? target : target.slice(0, mark));
}
