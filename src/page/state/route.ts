/** What is shown, as the hash of the address: `#/requests?status=4xx`. A link to it shows the same again. */
import { signal } from '@preact/signals';

/** A view and its parameters. */
export interface Route {
  /** The id of the view; empty for the first. */
  readonly view: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Parameters to change; an empty text removes one. */
export type Changes = Readonly<Record<string, string>>;

/** Parses a hash. */
export function readRoute(hash: string): Route {
  const [view = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The hash of a route. */
export function hashOf({ view, params }: Route): string {
  const given = Object.entries(params).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return `#/${view}${query === '' ? '' : `?${query}`}`;
}

/** The current route. */
export const route = signal(readRoute(location.hash));

addEventListener('hashchange', () => {
  route.value = readRoute(location.hash);
});

/** The hash of the current view with some parameters changed. */
export const hrefWith = (changes: Changes): string =>
  hashOf({ ...route.value, params: { ...route.value.params, ...changes } });

/** The hash of another view. The workspace stays. */
export function hrefOf(view: string): string {
  const { workspace = '' } = route.value.params;
  return hashOf({ view, params: { workspace } });
}

/** Changes parameters of the current view, without an entry in the history of the tab. */
export function change(changes: Changes): void {
  history.replaceState(null, '', hrefWith(changes));
  route.value = readRoute(location.hash);
}
