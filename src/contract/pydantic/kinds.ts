/**
 * Every kind of value except text, UUID and literal, by its schema. Loaded with the first document that needs one:
 * the three session operations do not.
 */
import { booleanCheck } from './booleans.ts';
import { anyCheck, dictCheck, listCheck, modelCheck } from './collections.ts';
import { dateCheck, datetimeCheck } from './dates.ts';
import { emailCheck } from './email.ts';
import { floatCheck, integerCheck } from './numbers.ts';
import { fieldsOf, type OtherCheck, type OtherKinds, ruleOf } from './rules.ts';

/** What a schema without constraints may have. */
const REMARKS: readonly string[] = ['title', 'description', 'default', 'examples', 'deprecated'];

/** The checks of texts in a format. */
const FORMATS: { readonly [format: string]: OtherCheck | undefined } = {
  date: dateCheck,
  'date-time': datetimeCheck,
  email: emailCheck,
};

/** The check of a schema, by its type and format. */
export const otherKinds: OtherKinds = (schema, source) => {
  switch (schema.type) {
    case undefined:
      return Object.keys(schema).every((key) => REMARKS.includes(key)) ? anyCheck : undefined;
    case 'boolean':
      return booleanCheck;
    case 'integer':
      return integerCheck(schema);
    case 'number':
      return floatCheck(schema);
    case 'array': {
      const item = ruleOf(source, schema.items ?? {}, 'the items of a list');
      return listCheck(item, schema.minItems, schema.maxItems);
    }
    case 'object':
      return schema.properties === undefined
        ? dictCheck(schema.maxProperties)
        : modelCheck(fieldsOf(source, schema));
    case 'string':
      return FORMATS[schema.format as string];
    default:
      return undefined;
  }
};
