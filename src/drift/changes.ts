/** What a change is, and whom it breaks. */

/** Who is broken: a client of our version at a newer server, or our version asked by a newer client. */
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

/** Whether a value travels to the server or from it. */
export type Direction = 'request' | 'response';

/** What became of the set of good values: fewer, more, others, or it stayed. */
export type Effect = 'narrower' | 'wider' | 'other' | 'none';

/**
 * Who is broken by what became of a set of values: whoever still sends by the larger set to one who
 * takes the smaller. A request is sent by the client, a response by the server.
 */
const SIDES: Readonly<Record<Direction, Readonly<Record<Effect, readonly Side[]>>>> = {
  request: { narrower: ['client'], wider: ['server'], other: ['client', 'server'], none: [] },
  response: { narrower: ['server'], wider: ['client'], other: ['client', 'server'], none: [] },
};

/** Who is broken when the values that travel in a direction became fewer, more or others. */
export function broken(direction: Direction, effect: Effect): readonly Side[] {
  return SIDES[direction][effect];
}

/** The sides that are said to be broken. */
export function sides(which: { readonly [S in Side]?: boolean }): readonly Side[] {
  return (['client', 'server'] as const).filter((side) => which[side] === true);
}

/** A place: the root ("request body") and the path within it. */
export interface Place {
  readonly root: string;
  readonly path: string;
}

/** The place of a field of the value at a place. */
export function fieldPlace({ root, path }: Place, name: string): Place {
  return { root, path: path === '' ? name : `${path}.${name}` };
}

/** A place whose path goes on with a sign, such as `[]` for the items of a list. */
export function deeper({ root, path }: Place, sign: string): Place {
  return { root, path: path + sign };
}

/** The place in words. */
export function placeText({ root, path }: Place): string {
  return path === '' ? root : `${root} ${path}`;
}

/** Values as a list in words. */
export function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
