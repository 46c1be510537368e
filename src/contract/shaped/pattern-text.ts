/**
 * A text that matches a pattern. It reads what patterns of documents have (characters, classes, groups, alternatives,
 * counts); whoever calls it checks the result.
 */
import type { Chance } from './chance.ts';

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const CLASSES: Readonly<Record<string, string>> = {
  d: DIGITS,
  w: `${LETTERS}${DIGITS}_`,
  s: ' ',
  D: LETTERS,
  W: '-',
  S: LETTERS,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
/** How often something without a limit is repeated at most; what is written in a pattern counts up to the second. */
const REPEATED = 6;
const MOST_REPEATED = 200;

/** Reads a pattern, and draws a text as it goes. */
class Reader {
  readonly #pattern: string;
  readonly #chance: Chance;
  #at = 0;

  constructor(pattern: string, chance: Chance) {
    this.#pattern = pattern;
    this.#chance = chance;
  }

  /** One of the alternatives up to the end of a group. */
  alternatives(): string {
    const found = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      found.push(this.#sequence());
    }
    return this.#chance.pick(found);
  }

  #sequence(): string {
    let text = '';
    for (;;) {
      const character = this.#pattern[this.#at];
      if (character === undefined || character === '|' || character === ')') return text;
      const begin = this.#at;
      const first = this.#atom();
      const end = this.#at;
      const [from, to] = this.#count();
      const after = this.#at;
      const times = this.#chance.whole(from, to);
      for (let i = 0; i < times; i++) {
        if (i === 0) text += first;
        else {
          // Read again for another draw.
          this.#at = begin;
          text += this.#atom();
        }
      }
      this.#at = Math.max(end, after);
    }
  }

  /** The count after an atom, from and to. */
  #count(): readonly [number, number] {
    const rest = this.#pattern.slice(this.#at, this.#at + 24);
    const [whole = '', from, comma, to] = /^(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/.exec(rest) ?? [];
    this.#at += whole.length;
    if (whole === '') return [1, 1];
    if (from === undefined) return whole.startsWith('?') ? [0, 1] : [1, REPEATED];
    const least = Math.min(Number(from), MOST_REPEATED);
    if (comma === '') return [least, least];
    return [least, to === '' ? least + REPEATED : Math.min(Number(to), least + REPEATED)];
  }

  #atom(): string {
    const character = this.#pattern[this.#at++] as string;
    switch (character) {
      case '^':
      case '$':
        return '';
      case '.':
        return this.#chance.pick([...LETTERS]);
      case '(': {
        this.#at += /^\?(?::|P?<\w+>)/.exec(this.#pattern.slice(this.#at))?.[0].length ?? 0;
        const text = this.alternatives();
        this.#at++;
        return text;
      }
      case '[':
        return this.#chance.pick(this.#class());
      case '\\': {
        const escaped = this.#pattern[this.#at++] ?? '';
        if (/[bBAzZ]/.test(escaped)) return '';
        const letters = CLASSES[escaped];
        return letters === undefined
          ? (ESCAPES[escaped] ?? escaped)
          : this.#chance.pick([...letters]);
      }
      default:
        return character;
    }
  }

  /** The characters of a class; for a negated one, those of the alphabet that are not in it. */
  #class(): readonly string[] {
    const isNegated = this.#pattern[this.#at] === '^';
    if (isNegated) this.#at++;
    const found: string[] = [];
    for (let i = 0; this.#at < this.#pattern.length; i++) {
      let character = this.#pattern[this.#at++] as string;
      if (character === ']' && i > 0) break;
      if (character === '\\') {
        character = this.#pattern[this.#at++] ?? '';
        const letters = CLASSES[character];
        if (letters !== undefined) {
          found.push(...letters);
          continue;
        }
        character = ESCAPES[character] ?? character;
      }
      const last = this.#pattern[this.#at + 1];
      if (this.#pattern[this.#at] === '-' && last !== undefined && last !== ']') {
        this.#at += 2;
        const to = Math.min(last.charCodeAt(0), character.charCodeAt(0) + 127);
        for (let code = character.charCodeAt(0); code <= to; code++) {
          found.push(String.fromCharCode(code));
        }
      } else found.push(character);
    }
    const alphabet = [...LETTERS, ...DIGITS, '_', '-', ' '];
    const allowed = isNegated ? alphabet.filter((one) => !found.includes(one)) : found;
    // Letters and digits first: the text may become part of a path.
    const plain = allowed.filter((one) => /[A-Za-z0-9]/.test(one));
    return plain.length > 0 ? plain : allowed.length > 0 ? allowed : ['a'];
  }
}

/** A text that is likely to match a pattern. */
export function patternText(pattern: string, chance: Chance): string {
  return new Reader(pattern, chance).alternatives();
}
