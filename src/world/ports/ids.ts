/**
 * Randomness: an input, drawn in this file only. With a seed, draws depend only on the seed and on their order;
 * without one they are random. Identifiers must be unique, not secret, so `Math.random` is enough for them.
 * Secrets come from a cryptographic source, which Node loads on first use.
 */
import { createRequire } from 'node:module';
import { customRandom, customAlphabet as secretAlphabet } from 'nanoid';
import { customAlphabet } from 'nanoid/non-secure';
import { limits } from '../limits.ts';

const HEX = '0123456789abcdef';
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 32;
const KEY = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Draws identifiers in the formats of the real API, and numbers for fault probabilities. */
export interface Draws {
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
}

/** A source of draws that can be split into separate streams. */
export interface Ids extends Draws {
  /**
   * A separate stream for a workspace, so that its draws do not depend on other tests. With a seed, it takes memory
   * from its first draw until it is freed.
   */
  scope(name: string): Ids;
  /**
   * Frees the stream of a removed workspace. A workspace made again under that name draws other identifiers, so
   * that old ones do not match; with a seed, the same in every run.
   */
  forget(name: string): void;
}

/** Makes a generator of texts: `length` characters of an alphabet, all equally likely. */
type Texts = (alphabet: string, length: number) => () => string;
type Bytes = (count: number) => Uint8Array;

let loaded: typeof import('node:crypto') | undefined;
function crypto(): typeof import('node:crypto') {
  loaded ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
  return loaded;
}

/** An endless stream of bytes from a seed: SHA-256 over a counter. */
function seededBytes(seed: string): Bytes {
  let block = new Uint8Array(0);
  let used = 0;
  let counter = 0;
  return (count) => {
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      if (used === block.length) {
        block = crypto().createHash('sha256').update(`${seed}\0${counter++}`).digest();
        used = 0;
      }
      out[i] = block[used++] as number;
    }
    return out;
  };
}

/** A number in [0, 1) from four bytes. */
function fraction(bytes: Bytes): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes(4);
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32;
}

/**
 * Returns the same text, stored in one piece. V8 stores a text built by appending as a chain of pieces, and
 * millions of texts are kept; reading a character joins the pieces.
 */
function inOnePiece(text: string): string {
  // The result must be used, or V8 optimises the read away.
  return text.charCodeAt(0) > 0 ? text : '';
}

function identifiers(texts: Texts): Pick<Ids, 'uuid' | 'callSid' | 'tagged'> {
  const hex32 = texts(HEX, 32);
  const tag = texts(LETTERS, 20);
  return {
    uuid() {
      const h = hex32();
      const variant = HEX[8 + (Number.parseInt(h[16] as string, 16) & 3)];
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
    },
    callSid: () => `CA${hex32()}`,
    tagged: (prefix) => inOnePiece(`${prefix}_${tag()}`),
  };
}

/** The identifier source of a world: seeded (reproducible) or random. */
export function createIds(seed?: string): Ids {
  if (seed === undefined) {
    const ids: Ids = {
      ...identifiers(customAlphabet),
      secret: secretAlphabet(KEY, SECRET_LENGTH),
      chance: Math.random,
      scope: () => ids,
      forget: () => undefined,
    };
    return ids;
  }
  const bytes = seededBytes(seed);
  const texts: Texts = (alphabet, length) => customRandom(alphabet, length, bytes);
  const scopes = new Map<string, Ids>();
  /** How often the stream of each name was freed. */
  const lives = new Map<string, number>();
  function streamOf(name: string): Ids {
    let ids = scopes.get(name);
    if (ids === undefined) {
      const life = lives.get(name);
      ids = createIds(life === undefined ? `${seed}\0${name}` : `${seed}\0${name}\0${life}`);
      scopes.set(name, ids);
    }
    return ids;
  }
  return {
    ...identifiers(texts),
    secret: texts(KEY, SECRET_LENGTH),
    chance: () => fraction(bytes),
    // Many names are asked for that nothing is drawn for, such as workspaces that do not exist.
    scope: (name) => ({
      uuid: () => streamOf(name).uuid(),
      callSid: () => streamOf(name).callSid(),
      tagged: (prefix) => streamOf(name).tagged(prefix),
      secret: () => streamOf(name).secret(),
      chance: () => streamOf(name).chance(),
      scope: (inner) => streamOf(name).scope(inner),
      forget: (inner) => streamOf(name).forget(inner),
    }),
    forget(name) {
      if (!scopes.delete(name)) return;
      const life = (lives.get(name) ?? 0) + 1;
      lives.delete(name);
      lives.set(name, life);
      const [oldest] = lives.keys();
      if (lives.size > limits.workspaces && oldest !== undefined) lives.delete(oldest);
    },
  };
}

/** A version 5 UUID: always the same for a `namespace` and `name`. */
export function nameUuid(namespace: string, name: string): string {
  const hash = crypto()
    .createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const h = hash.toString('hex', 0, 16);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
