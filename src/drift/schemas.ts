/** Compares two versions of a schema, at every place in it. */
import {
  broken,
  type Direction,
  deeper,
  type Effect,
  type Finding,
  fieldPlace,
  type Place,
  placeText,
  type Side,
  sides,
} from './changes.ts';
import { compareConstraints } from './constraints.ts';
import { canonical, isObject, type Json, type JsonObject, listOf, objectOf } from './documents.ts';
import { nameOfOption, optionText, pairOptions, typeText } from './options.ts';
import { isAnything, remark, type Shape, shapeOf } from './shapes.ts';

/** The context of a comparison. */
export interface Comparison {
  readonly older: JsonObject;
  readonly newer: JsonObject;
  readonly direction: Direction;
  /** Whether the descriptions of the older one are our own words: they are not compared. */
  readonly inOwnWords: boolean;
  /** Pairs being compared further up: meeting one again means a recursive schema. */
  readonly within?: readonly string[];
}

/** The differences between two schemas. A missing schema allows anything. */
export function compareSchemas(
  comparison: Comparison,
  place: Place,
  older: Json | undefined,
  newer: Json | undefined,
): Finding[] {
  // We left out what is published here, so nothing of it can be compared.
  if (objectOf(older)['x-pruned'] === true) return [];
  const pair = `${canonical(older)} ${canonical(newer)}`;
  const within = comparison.within ?? [];
  if (within.includes(pair)) return [];
  const inner = { ...comparison, within: [...within, pair] };
  const before = shapeOf(comparison.older, older);
  const after = shapeOf(comparison.newer, newer);
  return [
    ...compareShapes(inner, place, before, after),
    ...compareDefaults(comparison, place, older, newer),
    ...compareRemarks(comparison, place, older, newer),
  ];
}

function changed(where: Place, what: string, breaks: readonly Side[]): Finding {
  return { kind: 'changed', where: placeText(where), what, breaks };
}

function compareShapes(
  comparison: Comparison,
  place: Place,
  before: Shape,
  after: Shape,
): Finding[] {
  const shift = (what: string, effect: Effect): Finding =>
    changed(place, what, broken(comparison.direction, effect));
  const wasAnything = before.options.some(isAnything);
  const isAnythingNow = after.options.some(isAnything);
  if (wasAnything || isAnythingNow) {
    if (wasAnything && isAnythingNow) return [];
    const what = `${typeText(before)} became ${typeText(after)}`;
    return [shift(what, wasAnything ? 'narrower' : 'wider')];
  }

  const findings: Finding[] = [];
  if (before.nullable !== after.nullable) {
    const what = after.nullable ? 'may be null now' : 'is no longer null';
    findings.push(shift(what, after.nullable ? 'wider' : 'narrower'));
  }
  const same = (a: JsonObject, b: JsonObject): boolean =>
    a.type === b.type && compareOptions(comparison, place, a, b).length === 0;
  const { pairs, lost, gained, tag } = pairOptions(comparison, before, after, same);
  const several = pairs.length + lost.length > 1 && pairs.length + gained.length > 1;
  for (const [a, b] of pairs) {
    const name = several ? nameOfOption(comparison.older, a, tag) : undefined;
    const at = name === undefined ? place : deeper(place, `[${name}]`);
    findings.push(...compareOptions(comparison, at, a, b));
  }
  for (const option of lost) {
    findings.push(shift(`is no longer ${optionText(comparison.older, option, tag)}`, 'narrower'));
  }
  for (const option of gained) {
    findings.push(shift(`may be ${optionText(comparison.newer, option, tag)} now`, 'wider'));
  }
  return findings;
}

function compareOptions(
  comparison: Comparison,
  place: Place,
  older: JsonObject,
  newer: JsonObject,
): Finding[] {
  const { direction } = comparison;
  const findings: Finding[] = [];
  if (older.type !== newer.type) {
    const types = `${String(older.type)} ${String(newer.type)}`;
    const effect: Effect =
      types === 'integer number' ? 'wider' : types === 'number integer' ? 'narrower' : 'other';
    const what = `type ${String(older.type)} became ${String(newer.type)}`;
    findings.push(changed(place, what, broken(direction, effect)));
    // The constraints of different types cannot be compared.
    if (effect === 'other') return findings;
  }
  for (const { what, effect } of compareConstraints(older, newer)) {
    findings.push(changed(place, what, broken(direction, effect)));
  }
  if (newer.type === 'array') {
    findings.push(...compareSchemas(comparison, deeper(place, '[]'), older.items, newer.items));
  }
  if (newer.type === 'object') {
    findings.push(...compareFields(comparison, place, older, newer));
    findings.push(...compareUnnamed(comparison, place, older, newer));
  }
  return findings;
}

const isClosed = (schema: JsonObject): boolean =>
  schema.additionalProperties === false || schema.unevaluatedProperties === false;

function compareFields(
  comparison: Comparison,
  place: Place,
  older: JsonObject,
  newer: JsonObject,
): Finding[] {
  const { direction } = comparison;
  const asks = direction === 'request';
  const before = objectOf(older.properties);
  const after = objectOf(newer.properties);
  const findings: Finding[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const at = fieldPlace(place, name);
    const was = listOf(older.required).includes(name);
    const is = listOf(newer.required).includes(name);
    if (!Object.hasOwn(after, name)) {
      const type = typeText(shapeOf(comparison.older, before[name]));
      const what = `the ${was ? 'required' : 'optional'} field (${type}) is gone`;
      // A sender or reader of the field misses it; a receiver that requires it, or allows no others, refuses.
      const breaks = sides({ client: true, server: asks ? was : isClosed(newer) });
      findings.push({ kind: 'removed', where: placeText(at), what, breaks });
    } else if (!Object.hasOwn(before, name)) {
      const type = typeText(shapeOf(comparison.newer, after[name]));
      const what = `${is ? 'a required' : 'an optional'} field (${type}) is new`;
      const breaks = asks
        ? sides({ client: is, server: isClosed(older) })
        : sides({ client: isClosed(older), server: is });
      findings.push({ kind: 'added', where: placeText(at), what, breaks });
    } else {
      if (was !== is) {
        const what = is ? 'is required now' : 'is no longer required';
        findings.push(changed(at, what, broken(direction, is ? 'narrower' : 'wider')));
      }
      findings.push(...compareSchemas(comparison, at, before[name], after[name]));
    }
  }
  return findings;
}

/** Compares the rule for fields that a schema does not name. */
function compareUnnamed(
  comparison: Comparison,
  place: Place,
  older: JsonObject,
  newer: JsonObject,
): Finding[] {
  const [before, after] = [older, newer].map((schema) =>
    isClosed(schema) ? false : (schema.additionalProperties ?? true),
  );
  const { direction } = comparison;
  if (isObject(before) || isObject(after)) {
    if (after === false) {
      return [changed(place, 'no longer allows unnamed fields', broken(direction, 'narrower'))];
    }
    if (before === false) {
      return [changed(place, 'allows unnamed fields now', broken(direction, 'wider'))];
    }
    return compareSchemas(comparison, deeper(place, '.*'), before, after);
  }
  if (before === after) return [];
  // Readers of a response ignore unknown fields.
  const effect: Effect = direction === 'response' ? 'none' : after === true ? 'wider' : 'narrower';
  const what = after === true ? 'allows unnamed fields now' : 'no longer allows unnamed fields';
  return [changed(place, what, broken(direction, effect))];
}

/** Compares defaults: clients rely on them when they leave a field out of a request. */
function compareDefaults(
  { older: from, newer: to, direction }: Comparison,
  place: Place,
  older: Json | undefined,
  newer: Json | undefined,
): Finding[] {
  // A default of null is the same as none; documents may write it or not.
  const before = remark(from, older, 'default') ?? undefined;
  const after = remark(to, newer, 'default') ?? undefined;
  if (canonical(before) === canonical(after)) return [];
  const asks = direction === 'request';
  if (after === undefined) {
    const what = `default ${JSON.stringify(before)} was dropped`;
    return [changed(place, what, sides({ client: asks }))];
  }
  if (before === undefined) {
    return [changed(place, `default ${JSON.stringify(after)} is new`, sides({ server: asks }))];
  }
  const what = `default ${JSON.stringify(before)} became ${JSON.stringify(after)}`;
  return [changed(place, what, sides({ client: asks, server: asks }))];
}

function compareRemarks(
  { older: from, newer: to, inOwnWords }: Comparison,
  place: Place,
  older: Json | undefined,
  newer: Json | undefined,
): Finding[] {
  const differs = (word: string): boolean =>
    !(inOwnWords && word === 'description') &&
    canonical(remark(from, older, word)) !== canonical(remark(to, newer, word));
  const findings = ['description', 'title']
    .filter(differs)
    .map((word) => changed(place, `the ${word} changed`, []));
  const was = remark(from, older, 'deprecated') === true;
  if (was !== (remark(to, newer, 'deprecated') === true)) {
    findings.push(changed(place, was ? 'is no longer deprecated' : 'is deprecated now', []));
  }
  return findings;
}
