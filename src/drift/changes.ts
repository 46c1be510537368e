/** Changes between two versions, and which side each breaks. */

/** The broken side: a client of our version with a newer server, or a server of our version with a newer client. */
export type Side = 'client' | 'server';

/** One difference between the two versions. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly operation: string;
  readonly where: string;
  readonly what: string;
  readonly breaks: readonly Side[];
}

/** A change within one operation. */
export type Finding = Omit<Change, 'operation'>;

/** Whether a value is sent to the server or by it. */
export type Direction = 'request' | 'response';

/** How the set of valid values changed: fewer, more, different, or not at all. */
export type Effect = 'narrower' | 'wider' | 'other' | 'none';

/**
 * The side that a changed set of values breaks: the sender still uses the larger set, and the receiver accepts
 * only the smaller one. Clients send requests, servers send responses.
 */
const SIDES: Readonly<Record<Direction, Readonly<Record<Effect, readonly Side[]>>>> = {
  request: { narrower: ['client'], wider: ['server'], other: ['client', 'server'], none: [] },
  response: { narrower: ['server'], wider: ['client'], other: ['client', 'server'], none: [] },
};

/** The sides broken by an effect in a direction. */
export function broken(direction: Direction, effect: Effect): readonly Side[] {
  return SIDES[direction][effect];
}

/** A list of sides from flags. */
export function sides(which: { readonly [S in Side]?: boolean }): readonly Side[] {
  return (['client', 'server'] as const).filter((side) => which[side] === true);
}

/** A place in a message: the root ("request body") and the path in it. */
export interface Place {
  readonly root: string;
  readonly path: string;
}

/** The place of a field. */
export function fieldPlace({ root, path }: Place, name: string): Place {
  return { root, path: path === '' ? name : `${path}.${name}` };
}

/** A place with a sign added to its path, such as `[]` for list items. */
export function deeper({ root, path }: Place, sign: string): Place {
  return { root, path: path + sign };
}

/** A place as text. */
export function placeText({ root, path }: Place): string {
  return path === '' ? root : `${root} ${path}`;
}

/** Values as a comma-separated list. */
export function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
