/**
 * Chance as an input: the only room that draws random bits. With a seed, what is drawn depends on
 * the seed and the order of drawing alone; without one it is random.
 */
import { createHash } from 'node:crypto';
import { customAlphabet, customRandom, random } from 'nanoid';

const HEX = '0123456789abcdef';
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const KEY = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Draws identifiers in the original's forms, and plain chance for faults that are probable. */
export interface Ids {
  /** A version 4 UUID, lower-case and hyphenated. */
  uuid(): string;
  /** `CA` and 32 lower-case hex digits, as the carrier issues them. */
  callSid(): string;
  /** `evt_…`, `sub_…`, `req_…`, …: a prefix and 20 characters. */
  tagged(prefix: string): string;
  /** The secret part of an API key: 32 characters. */
  secret(): string;
  /** A number in [0, 1). */
  chance(): number;
  /** Its own stream for one workspace, so that one test's draws never shift another's. */
  scope(name: string): Ids;
}

type Bytes = (count: number) => Uint8Array;

/** An endless stream of bytes that is a function of its seed: SHA-256 over a counter. */
function seededBytes(seed: string): Bytes {
  let block = new Uint8Array(0);
  let used = 0;
  let counter = 0;
  return (count) => {
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      if (used === block.length) {
        block = createHash('sha256').update(`${seed}\0${counter++}`).digest();
        used = 0;
      }
      out[i] = block[used++] as number;
    }
    return out;
  };
}

function drawFrom(
  bytes: Bytes,
  alphabet: (letters: string, size: number) => () => string,
): Omit<Ids, 'scope'> {
  const hex32 = alphabet(HEX, 32);
  const tag = alphabet(LETTERS, 20);
  const secret = alphabet(KEY, 32);
  return {
    uuid() {
      const h = hex32();
      const variant = HEX[8 + (Number.parseInt(h[16] as string, 16) & 3)];
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
    },
    callSid: () => `CA${hex32()}`,
    tagged: (prefix) => `${prefix}_${tag()}`,
    secret,
    chance() {
      const [a, b, c, d] = bytes(4) as unknown as [number, number, number, number];
      return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32;
    },
  };
}

/** The identifier source of a world: seeded (reproducible) or random. */
export function createIds(seed?: string): Ids {
  if (seed === undefined) {
    const ids: Ids = { ...drawFrom(random, customAlphabet), scope: () => ids };
    return ids;
  }
  const bytes = seededBytes(seed);
  const scopes = new Map<string, Ids>();
  return {
    ...drawFrom(bytes, (letters, size) => customRandom(letters, size, bytes)),
    scope(name) {
      const ids = scopes.get(name) ?? createIds(`${seed}\0${name}`);
      scopes.set(name, ids);
      return ids;
    },
  };
}

/** A version 5 UUID: what is named `name` within the UUID `namespace`, the same every time. */
export function nameUuid(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const h = hash.toString('hex', 0, 16);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
