/**
 * Makes a JSON value from a schema of a user's document: a pure function of the document, the schema and a text. It
 * takes as much as the schema allows of what is known already.
 */
import { codePoints } from '../pydantic/validate.ts';
import { Chance } from './chance.ts';
import { fits, fitsOption } from './fits.ts';
import {
  alternatives,
  isObject,
  isRequired,
  listOf,
  numberOf,
  objectOf,
  type Raw,
  textOf,
  typeOf,
} from './json-schema.ts';
import { patternText } from './pattern-text.ts';
import { textFor } from './texts.ts';

/** Below this depth, what may be left out is left out: references in a circle end here. */
const DEEP = 5;
/** Below this depth nothing is made any more, even if it is required: such a schema has no finite value. */
const DEEPEST = 40;
/** How many values are made before what may be left out is left out. */
const MOST_VALUES = 3_000;
/** How often a draw is repeated until it fits. */
const TRIES = 20;
/** Characters of a text that has to be long. */
const LONGEST_TEXT = 100_000;
/** Items of a list that has to be long. */
const LONGEST_LIST = 1_000;

/** What is made, by where it will stand. */
interface Place {
  /** The text that all draws depend on. */
  readonly seed: string;
  /** The name of the field. */
  readonly name: string;
  readonly depth: number;
}

const within = ({ seed, depth }: Place, name: string): Place => ({
  seed: `${seed}/${name}`,
  name,
  depth: depth + 1,
});

/** Whether a value says more than that something is empty. */
function isTelling(value: unknown): boolean {
  if (isObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== undefined && listOf(value).length === 0
    ? value !== '' && !Array.isArray(value)
    : Array.isArray(value);
}

class Shaper {
  readonly #document: Raw;
  #made = 0;

  constructor(document: Raw) {
    this.#document = document;
  }

  value(schema: unknown, place: Place, known: unknown): unknown {
    const { options, isExclusive } = alternatives(this.#document, schema);
    const isNullable = options.some((one) => one.type === 'null');
    if (known === null && isNullable) return null;
    const isEnough = isNullable && known === undefined && this.#isEnough(place);
    if (isEnough || place.depth > DEEPEST) return null;
    this.#made++;
    const real = options.filter((one) => one.type !== 'null');
    if (real.length === 0) return null;
    if (real.length === 1 && !isExclusive) return this.#option(real[0] ?? {}, place, known);
    // What is known says which alternative it is, if it fits one as it is.
    const ordered =
      known === undefined
        ? real
        : [...real].sort((a, b) => this.#rank(b, known) - this.#rank(a, known));
    const made = ordered.map((one) => () => this.#option(one, place, known));
    for (const make of made) {
      const value = make();
      if (fits(this.#document, schema, value)) return value;
    }
    return isNullable ? null : made[0]?.();
  }

  #rank(option: Raw, known: unknown): number {
    return fitsOption(this.#document, option, known) ? 1 : 0;
  }

  #isEnough({ depth }: Place): boolean {
    return depth >= DEEP || this.#made > MOST_VALUES;
  }

  #option(schema: Raw, place: Place, known: unknown): unknown {
    const type = typeOf(schema);
    const isWhole = type !== 'object' && type !== 'array';
    if (known !== undefined && isWhole && fitsOption(this.#document, schema, known)) return known;
    const chance = new Chance(place.seed);
    if (schema.const !== undefined) return schema.const;
    const allowed = listOf(schema.enum).filter((one) => fitsOption(this.#document, schema, one));
    if (allowed.length > 0) return chance.pick(allowed);
    if (known === undefined || isWhole) {
      const given = [listOf(schema.examples), [schema.example], [schema.default]]
        .map((all) =>
          all.filter((one) => isTelling(one) && fitsOption(this.#document, schema, one)),
        )
        .find((all) => all.length > 0);
      if (given !== undefined) return chance.pick(given);
    }
    switch (type) {
      case 'string':
        return this.#text(schema, place);
      case 'integer':
      case 'number':
        return this.#number(schema, place, type === 'integer');
      case 'boolean':
        return chance.next() < 0.5;
      case 'array':
        return this.#list(schema, place, known);
      case 'object':
        return this.#object(schema, place, known);
      default:
        return null;
    }
  }

  /** The first draw that fits, or else the last. */
  #drawn<T>(schema: Raw, { seed }: Place, draw: (chance: Chance, attempt: number) => T): T {
    let value = draw(new Chance(seed), 0);
    for (let i = 1; i < TRIES && !fitsOption(this.#document, schema, value); i++) {
      value = draw(new Chance(`${seed} ${i}`), i);
    }
    return value;
  }

  #text(schema: Raw, place: Place): string {
    const pattern = textOf(schema, 'pattern');
    const least = Math.min(numberOf(schema, 'minLength') ?? 0, LONGEST_TEXT);
    const most = numberOf(schema, 'maxLength') ?? Infinity;
    return this.#drawn(schema, place, (chance, attempt) => {
      if (pattern !== undefined && attempt > 0) return patternText(pattern, chance);
      const text = textFor(place.name, textOf(schema, 'format'), chance);
      const length = codePoints(text);
      if (length >= least && length <= most) return text;
      const long = `${text} `.repeat(Math.ceil((least + 1) / (length + 1)) + 1);
      const wanted = Math.max(least, Math.min(length, most));
      // A space at the end would be odd.
      return long.slice(0, wanted).replace(/ $/, '.');
    });
  }

  #number(schema: Raw, place: Place, isWhole: boolean): number {
    const step = numberOf(schema, 'multipleOf') ?? (isWhole ? 1 : undefined);
    const edge = (name: string, by: number) => {
      const value = numberOf(schema, name);
      return value === undefined || step === undefined ? value : value + by * step;
    };
    const lower = [edge('minimum', 0), edge('exclusiveMinimum', 1e-9)].filter(
      (one) => one !== undefined,
    );
    const upper = [edge('maximum', 0), edge('exclusiveMaximum', -1e-9)].filter(
      (one) => one !== undefined,
    );
    const low = lower.length > 0 ? Math.max(...lower) : undefined;
    const high = upper.length > 0 ? Math.min(...upper) : undefined;
    const span = 100 * Math.max(step ?? 1, 1);
    const from = low ?? (high === undefined || high > 1 ? Math.min(1, high ?? 1) : high - span);
    const to = high ?? from + span;
    return this.#drawn(schema, place, (chance, attempt) => {
      if (step !== undefined) {
        const times = chance.whole(
          Math.ceil(from / step),
          Math.max(Math.ceil(from / step), Math.floor(to / step)),
        );
        return times * step;
      }
      const value = from + chance.next() * (to - from);
      return attempt < TRIES / 2 ? Number(value.toFixed(2)) : value;
    });
  }

  #list(schema: Raw, place: Place, known: unknown): unknown[] {
    const least = Math.min(numberOf(schema, 'minItems') ?? 0, LONGEST_LIST);
    const most = numberOf(schema, 'maxItems') ?? Infinity;
    const first = listOf(schema.prefixItems);
    const given = Array.isArray(known) ? known.slice(0, most) : undefined;
    const some = this.#isEnough(place) ? 0 : Math.max(first.length, 1);
    const count = Math.max(least, given?.length ?? Math.min(some, most));
    const values: unknown[] = [];
    const seen = new Set<string>();
    for (let i = 0; i < count; i++) {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const at = within(place, attempt === 0 ? `${i}` : `${i} ${attempt}`);
        const item = { ...at, name: place.name.replace(/s$/, '') };
        const value = this.value(first[i] ?? schema.items ?? {}, item, given?.[i]);
        const key = JSON.stringify(value);
        if (schema.uniqueItems === true && seen.has(key)) continue;
        seen.add(key);
        values.push(value);
        break;
      }
    }
    return values;
  }

  #object(schema: Raw, place: Place, known: unknown): Raw {
    const properties = objectOf(schema.properties);
    const given = objectOf(known);
    const made: [string, unknown][] = [];
    const knownOf = (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined);
    const required = listOf(schema.required).filter((one) => typeof one === 'string');
    let optional = (numberOf(schema, 'maxProperties') ?? Infinity) - required.length;
    for (const [name, property] of Object.entries(properties)) {
      const isOptional = !isRequired(schema, name);
      const isHidden = objectOf(property).writeOnly === true;
      if (isOptional && (isHidden || (this.#isEnough(place) && knownOf(name) === undefined))) {
        continue;
      }
      if (isOptional && optional-- < 1) continue;
      const value = this.value(property, within(place, name), knownOf(name));
      if (!isOptional || fits(this.#document, property, value)) made.push([name, value]);
    }
    const rest = schema.additionalProperties ?? {};
    if (rest !== false) {
      const more = Object.keys(properties).length === 0 ? Object.keys(given) : [];
      const names = new Set(
        [...required, ...more].filter((one) => !Object.hasOwn(properties, one)),
      );
      for (let i = 1; made.length + names.size < (numberOf(schema, 'minProperties') ?? 0); i++) {
        names.add(`${place.name}_${i}`);
      }
      for (const name of names) {
        const value = isObject(rest)
          ? Object.keys(rest).length === 0
            ? (knownOf(name) ?? null)
            : this.value(rest, within(place, name), knownOf(name))
          : (knownOf(name) ?? null);
        made.push([name, value]);
      }
    }
    return Object.fromEntries(made);
  }
}

/**
 * A JSON value that is valid by a schema, as far as one can be found: a pure function.
 *
 * @param seed the text that it depends on
 * @param known what is taken where the schema allows it; in an object field by field. Default: nothing
 * @param name the name of the field that it is for. Default: none
 */
export function shape(
  document: Raw,
  schema: unknown,
  seed: string,
  known?: unknown,
  name = '',
): unknown {
  return new Shaper(document).value(schema, { seed, name, depth: 0 }, known);
}
