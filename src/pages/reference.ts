/** A readable reference of any OpenAPI 3.1 document, as one page without a script. */
import { escapeHtml, page } from './layout.ts';

/** The parts of a JSON Schema that are shown. */
interface Schema {
  readonly [key: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Media;
  readonly responses?: Readonly<Record<string, Media & { readonly description?: string }>>;
}

/** The parts of an OpenAPI document that are shown. */
export interface ReferenceDocument {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths?: object;
  readonly components?: { readonly schemas?: object };
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const CONSTRAINTS = [
  'format',
  'const',
  'enum',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'default',
] as const;

const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;

/** A schema in words: `string or null`, `list of ActiveSession`. HTML. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'anything';
  if (schema.$ref !== undefined) {
    const name = escapeHtml(schema.$ref.split('/').at(-1) as string);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map(typeOf).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  const types = schema.type === undefined ? ['anything'] : [schema.type].flat();
  const notes = CONSTRAINTS.flatMap((name) =>
    schema[name] === undefined ? [] : [`${name} ${code(JSON.stringify(schema[name]))}`],
  );
  return [types.map((type) => escapeHtml(type)).join(' or '), ...notes].join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>`;
}

function bodyTypes(media: Media | undefined): string {
  return Object.entries(media?.content ?? {})
    .map(([type, { schema }]) => `${code(type)} ${typeOf(schema)}`)
    .join('<br>');
}

function curl(method: string, path: string, operation: Operation, origin: string): string {
  const flags = method === 'get' ? '' : ` -X ${method.toUpperCase()}`;
  const body =
    operation.requestBody === undefined
      ? ''
      : " \\\n  -H 'Content-Type: application/json' -d '{…}'";
  return `curl${flags} '${origin}${path}' \\\n  -H "Authorization: Bearer $AMIGO_API_KEY"${body}`;
}

function article(method: string, path: string, operation: Operation, origin: string): string {
  const parameters = (operation.parameters ?? []).map((one) => [
    code(one.name) + (one.required ? '' : ' <span class="soft">optional</span>'),
    escapeHtml(one.in),
    `${typeOf(one.schema)}${one.description ? `<br><span class="soft">${escapeHtml(one.description)}</span>` : ''}`,
  ]);
  const responses = Object.entries(operation.responses ?? {}).map(([status, response]) => [
    code(status),
    escapeHtml(response.description ?? ''),
    bodyTypes(response),
  ]);
  const body = bodyTypes(operation.requestBody);
  return `<article id="${anchor(method, path)}"><h2>${escapeHtml(operation.summary ?? path)}</h2>
<p><span class="method">${method.toUpperCase()}</span><span class="path">${escapeHtml(path)}</span></p>
<p>${escapeHtml(operation.description ?? '')}</p>
${table(['Parameter', 'In', 'Type'], parameters)}
${body === '' ? '' : `<h3>Body</h3><p>${body}</p>`}
<h3>Responses</h3>${table(['Status', 'When', 'Body'], responses)}
<h3>Example</h3><pre>${escapeHtml(curl(method, path, operation, origin))}</pre></article>`;
}

function anchor(method: string, path: string): string {
  return `${method}-${path.replace(/\W+/g, '-')}`;
}

function schemaSection(name: string, schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([field, property]) => [
    code(field) + (schema.required?.includes(field) ? '' : ' <span class="soft">optional</span>'),
    `${typeOf(property)}${property.default === undefined || property.anyOf === undefined ? '' : `, default ${code(JSON.stringify(property.default))}`}`,
    escapeHtml(property.description ?? ''),
  ]);
  const shown = rows.length === 0 ? `<p>${typeOf(schema)}</p>` : table(['Field', 'Type', ''], rows);
  return `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${shown}`;
}

/** The page of a document; `origin` is where its curl lines point. */
export function referencePage(document: ReferenceDocument, { origin }: { origin: string }): string {
  const { info } = document;
  const operations = Object.entries((document.paths ?? {}) as Record<string, object>).flatMap(
    ([path, methods]) =>
      METHODS.flatMap((method) => {
        const operation = (methods as Record<string, Operation>)[method];
        return operation === undefined ? [] : [{ method, path, operation }];
      }),
  );
  const contents = operations.map(
    ({ method, path, operation }) =>
      `<li><span class="method">${method.toUpperCase()}</span><a href="#${anchor(method, path)}">${escapeHtml(operation.summary ?? path)}</a></li>`,
  );
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  return page({
    title: `${info.title} ${info.version}`,
    body: `<h1>${escapeHtml(info.title)}</h1><p class="soft">Version ${escapeHtml(info.version)}</p>
<p>${escapeHtml(info.description ?? '')}</p>
<nav aria-label="Operations"><ul>${contents.join('')}</ul></nav>
${operations.map(({ method, path, operation }) => article(method, path, operation, origin)).join('\n')}
<h2>Schemas</h2>${schemas.map(([name, schema]) => schemaSection(name, schema)).join('\n')}`,
  });
}
