/** Compares two versions of a document: changes of our operations, and new ones next to them. */
import { type Change, type Finding, type Side, sides } from './changes.ts';
import { dereference, type JsonObject, listOf, objectOf } from './documents.ts';
import {
  compareBodies,
  compareParameters,
  compareResponses,
  compareText,
  type Documents,
  type Found,
} from './messages.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const FAMILY = /^\/v1\/\{\}\/(sessions|conversations|api-keys)(\/|$)/;
const SELF = 'the operation';

interface Listed extends Found {
  readonly document: JsonObject;
  /** `POST /v1/{workspace_id}/…` */
  readonly label: string;
}

/**
 * The changes of our operations. Ours may be in several documents. Other operations are ignored, and so are summaries
 * and descriptions of the documents in `inOwnWords`: we wrote them, so they always differ from the published ones.
 */
export function compareDocuments(
  ours: readonly JsonObject[],
  newer: JsonObject,
  inOwnWords: readonly JsonObject[] = [],
): Change[] {
  const before = ours.flatMap(operationsOf);
  const after = operationsOf(newer);
  const met = new Set<Listed>();
  const changes = before.flatMap((older): Change[] => {
    const found =
      after.find(({ label }) => label === older.label) ??
      after.find(({ label }) => nameless(label) === nameless(older.label));
    if (found === undefined) {
      // Newer clients do not call it any more, so only older clients break.
      const what = 'is no longer there';
      return [{ kind: 'removed', operation: older.label, where: SELF, what, breaks: ['client'] }];
    }
    met.add(found);
    const documents = {
      older: older.document,
      newer,
      inOwnWords: inOwnWords.includes(older.document),
    };
    return compareOperations(documents, older, found).map((finding) => ({
      operation: older.label,
      ...finding,
    }));
  });
  const added = after.filter((one) => !met.has(one) && FAMILY.test(nameless(one.path)));
  return [
    ...changes,
    ...added.map(({ label }): Change => {
      return { kind: 'added', operation: label, where: SELF, what: 'is new', breaks: [] };
    }),
  ];
}

/** Whether a newer document has any of our operations. */
export function sharesOperations(ours: JsonObject, newer: JsonObject): boolean {
  const labels = operationsOf(newer).map(({ label }) => nameless(label));
  return operationsOf(ours).some(({ label }) => labels.includes(nameless(label)));
}

/** The number of operations in the documents. */
export function countOperations(documents: readonly JsonObject[]): number {
  return documents.flatMap(operationsOf).length;
}

function operationsOf(document: JsonObject): Listed[] {
  return Object.entries(objectOf(document.paths)).flatMap(([path, value]) => {
    const item = dereference(document, value);
    return METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = objectOf(item[method]);
      return { document, path, item, operation, label: `${method.toUpperCase()} ${path}` };
    });
  });
}

/** A path without the names of its parameters, which are not sent. */
function nameless(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

function compareOperations(documents: Documents, older: Found, newer: Found): Finding[] {
  const [was, is] = [older.operation, newer.operation];
  return [
    ...compareSecurity(documents, was, is),
    ...compareParameters(documents, older, newer),
    ...compareBodies(documents, older, newer),
    ...compareResponses(documents, older, newer),
    ...compareText(
      documents,
      SELF,
      was,
      is,
      'summary',
      'description',
      'operationId',
      'tags',
      'deprecated',
    ),
  ];
}

function compareSecurity(documents: Documents, was: JsonObject, is: JsonObject): Finding[] {
  if (!namesCredentials(documents.newer, is)) return [];
  const before = credentials(documents.older, was);
  const after = credentials(documents.newer, is);
  const describe = (ways: readonly string[]): string => ways.join(' or ') || 'none';
  const lost = !after.includes('none') && before.some((way) => !after.includes(way));
  const gained = !before.includes('none') && after.some((way) => !before.includes(way));
  if (!lost && !gained) return [];
  const what = `${describe(before)} became ${describe(after)}`;
  const breaks: readonly Side[] = sides({ client: lost, server: gained });
  return [{ kind: 'changed', where: 'credentials', what, breaks }];
}

/** Whether a document says anything about credentials: a part of one, with a few operations, often does not. */
function namesCredentials(document: JsonObject, { security }: JsonObject): boolean {
  const { securitySchemes } = objectOf(document.components);
  return [security, document.security, securitySchemes].some((said) => said !== undefined);
}

/** The ways to authenticate, by what is sent: the names of schemes may change. */
function credentials(document: JsonObject, operation: JsonObject): string[] {
  const ways = listOf(operation.security ?? document.security).map((way) =>
    Object.keys(objectOf(way))
      .map((name) => {
        const schemes = objectOf(objectOf(document.components).securitySchemes);
        const { type, scheme, in: place, name: key } = dereference(document, schemes[name]);
        const parts = [type, scheme, place, key].filter((part) => part !== undefined);
        return parts.length === 0 ? name : parts.map(String).join(' ');
      })
      .sort()
      .join(' and '),
  );
  return ways.length === 0 ? ['none'] : ways.map((way) => way || 'none');
}
