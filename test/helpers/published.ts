/** Checks responses against the published schemas of the neighbours. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import document from '../../openapi.neighbours.json' with { type: 'json' };

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'neighbours');

/** What is wrong with a value by a schema of the document; empty when nothing is. */
export function problemsOf(schema: keyof typeof document.components.schemas, value: unknown) {
  const check = ajv.getSchema(`neighbours#/components/schemas/${schema}`);
  if (check === undefined) throw new Error(`no schema ${schema}`);
  check(value);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
