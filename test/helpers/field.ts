/** One field of a body, of any schema: what the framework makes of it. */
import { type BodyResult, parseBody, validateBody } from '../../src/contract/pydantic/body.ts';
import { otherKinds } from '../../src/contract/pydantic/kinds.ts';
import { rulesOf, type Schema } from '../../src/contract/pydantic/rules.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';

function validate(json: string, schema: Schema): BodyResult {
  const Body = { properties: { value: schema }, required: ['value'] };
  const rules = rulesOf({ components: { schemas: { Body } }, otherKinds }, 'Body');
  const parsed = parseBody('application/json', Buffer.from(`{"value":${json}}`), defaultSwitches);
  return parsed.kind === 'refused' ? parsed : validateBody(parsed, rules, defaultSwitches);
}

/**
 * The value that a field of a schema has for some JSON; or the type of its error, with the context if there is one;
 * or the status, if that is not 422.
 */
export function readField(json: string, schema: Schema): unknown {
  const result = validate(json, schema);
  if (result.ok) return result.value.value;
  if (result.status !== 422) return result.status;
  const [issue] = JSON.parse(result.body).detail;
  return issue.ctx === undefined ? issue.type : [issue.type, issue.ctx];
}

/** The body that refuses some JSON for a field of a schema. */
export function refusedField(json: string, schema: Schema): string | undefined {
  const result = validate(json, schema);
  return result.ok ? undefined : result.body;
}
