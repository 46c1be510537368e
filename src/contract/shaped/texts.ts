/** Texts that make sense in a field: by its format, or by its name. */
import type { Chance } from './chance.ts';

const FIRST = ['Anna', 'Ben', 'Carla', 'David', 'Elena', 'Farid', 'Grace', 'Hiro'];
const LAST = ['Berg', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Haddad', 'Ito', 'Novak'];
const KINDS = ['Blue', 'Bright', 'Calm', 'Central', 'First', 'Green', 'North', 'Open'];
const THINGS = ['Bridge', 'Clinic', 'Garden', 'Harbor', 'Lake', 'Library', 'Station', 'Valley'];
const CITIES = ['Berlin', 'Boston', 'Lisbon', 'London', 'Madrid', 'Osaka', 'Paris', 'Seattle'];

const person = (chance: Chance): string => `${chance.pick(FIRST)} ${chance.pick(LAST)}`;
const thing = (chance: Chance): string => `${chance.pick(KINDS)} ${chance.pick(THINGS)}`;
const slug = (chance: Chance): string => thing(chance).toLowerCase().replace(' ', '-');
const day = (chance: Chance): string => `2026-01-${String(chance.whole(1, 28)).padStart(2, '0')}`;
const two = (chance: Chance, most: number): string =>
  String(chance.whole(0, most)).padStart(2, '0');
const time = (chance: Chance): string =>
  `${two(chance, 23)}:${two(chance, 59)}:${two(chance, 59)}Z`;
const moment = (chance: Chance): string => `${day(chance)}T${time(chance)}`;
const email = (chance: Chance): string =>
  `${chance.pick(FIRST)}.${chance.pick(LAST)}@example.com`.toLowerCase();
const url = (chance: Chance): string => `https://example.com/${slug(chance)}`;

type Maker = (chance: Chance) => string;

const FORMATS: Readonly<Record<string, Maker>> = {
  uuid: (chance) => chance.uuid(),
  'date-time': moment,
  date: day,
  time,
  duration: (chance) => `PT${chance.whole(1, 59)}M`,
  email,
  'idn-email': email,
  uri: url,
  url,
  iri: url,
  'uri-reference': url,
  hostname: (chance) => `${slug(chance)}.example.com`,
  ipv4: (chance) => `192.0.2.${chance.whole(1, 254)}`,
  ipv6: (chance) => `2001:db8::${chance.hex(4)}`,
  byte: (chance) => Buffer.from(slug(chance)).toString('base64'),
  'json-pointer': (chance) => `/${slug(chance)}`,
  regex: () => '^[a-z]+$',
};

/** By what a field's name has in it; the first that matches. */
const NAMES: readonly (readonly [RegExp, Maker])[] = [
  [/e_?mail/, email],
  [/phone|mobile|caller_?id|_number$/, (chance) => `+1555010${chance.whole(1000, 9999)}`],
  [/ur[il]$|website|link|endpoint/, url],
  [/^id$|_id$|Id$|uuid/, (chance) => chance.uuid()],
  [/sid$/i, (chance) => `CA${chance.hex(32)}`],
  [/_at$|_time$|timestamp/, moment],
  [/date|birthday/, day],
  [/first_?name|given_?name/i, (chance) => chance.pick(FIRST)],
  [/last_?name|family_?name|surname/i, (chance) => chance.pick(LAST)],
  [/full_?name|author|owner|patient|^user_?name|created_by/i, person],
  [/slug|^key$|_key$|handle/, slug],
  [/city|town/, (chance) => chance.pick(CITIES)],
  [/country/, () => 'US'],
  [/timezone|time_zone/, () => 'Europe/Berlin'],
  [/language|locale/, () => 'en'],
  [/currency/, () => 'USD'],
  [/address|street/, (chance) => `${chance.whole(1, 99)} ${chance.pick(THINGS)} Street`],
  [/version/, (chance) => `1.${chance.whole(0, 9)}.0`],
  [/status|state$/, () => 'active'],
  [/name|title|label|subject|display/, thing],
  [
    /description|summary|text|message|content|note|comment|body|prompt|reason|detail/,
    (chance) => `About the ${thing(chance)}.`,
  ],
];

/** A text for a field: by its format if that is known, else by its name. */
export function textFor(name: string, format: string | undefined, chance: Chance): string {
  const make = FORMATS[format ?? ''] ?? NAMES.find(([pattern]) => pattern.test(name))?.[1];
  return (make ?? thing)(chance);
}
