/** A readable reference of any OpenAPI 3.1 document, as one page. It can be read without its script, too. */
import { type CurlWorld, curlOf } from './curl.ts';
import { fieldList, typeOf } from './fields.ts';
import { code, escapeHtml, prose } from './html.ts';
import { nameOfPage, page } from './layout.ts';
import {
  type Media,
  operationsOf,
  type Parameter,
  type PlacedOperation,
  type ReferenceDocument,
  type Schema,
  type Schemas,
} from './openapi.ts';

export type { ReferenceDocument } from './openapi.ts';

/** Where a page is, and what its examples are about. */
export interface ReferenceOptions extends CurlWorld {
  /** Path of the page. */
  readonly path: string;
  /** Path of the document as JSON. */
  readonly json: string;
  /** Path before the paths of the document. Default: none. */
  readonly base?: string;
}

function parameterList(parameters: readonly Parameter[], schemas: Schemas): string {
  if (parameters.length === 0) return '';
  const asObject: Schema = {
    properties: Object.fromEntries(
      parameters.map(({ name, schema, description = schema?.description ?? '', in: place }) => [
        name,
        { ...schema, description, in: place },
      ]),
    ),
    required: parameters.filter((one) => one.required).map(({ name }) => name),
  };
  return `<h4>Parameters</h4>${fieldList(asObject, schemas)}`;
}

function mediaList({ content = {} }: Media, schemas: Schemas): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p>${code(type)} <span class="soft">${typeOf(schema)}</span></p>${fieldList(schema, schemas)}`,
    )
    .join('');
}

function responseList(responses: Readonly<Record<string, Media>>, schemas: Schemas): string {
  const items = Object.entries(responses).map(([status, response]) => {
    const head = `${code(status)} ${prose(response.description ?? '')}`;
    const body = mediaList(response, schemas);
    if (body === '') return `<p>${head}</p>`;
    return `<details${status.startsWith('2') ? ' open' : ''}><summary>${head}</summary>${body}</details>`;
  });
  return `<h4>Responses</h4>${items.join('')}`;
}

const anchor = ({ method, path }: PlacedOperation): string =>
  `${method}-${path.replace(/\W+/g, '-')}`;
const methodOf = ({ method }: PlacedOperation): string =>
  `<span class="method">${method.toUpperCase()}</span>`;
const titleOf = ({ operation, path }: PlacedOperation): string =>
  escapeHtml(operation.summary ?? path);

function article(one: PlacedOperation, schemas: Schemas, options: ReferenceOptions): string {
  const { base = '' } = options;
  const { description, parameters = [], requestBody, responses = {} } = one.operation;
  const curl = curlOf(one, base, options, schemas);
  const unknown = curl.unknown.map((name) => code(`$${name.toUpperCase()}`)).join(' and ');
  const note = unknown && `<p>This world has none to use as ${unknown}: set it first.</p>`;
  return `<article id="${anchor(one)}"><h3>${titleOf(one)}</h3>
<p class="path">${methodOf(one)}${escapeHtml(base + one.path)}</p>
${description ? `<p>${prose(description)}</p>` : ''}
<h4>Example</h4>${note}<pre>${escapeHtml(curl.text)}</pre>
${parameterList(parameters, schemas)}
${requestBody === undefined ? '' : `<h4>Body</h4>${mediaList(requestBody, schemas)}`}
${responseList(responses, schemas)}</article>`;
}

/** The page of a document. */
export function referencePage(document: ReferenceDocument, options: ReferenceOptions): string {
  const { info } = document;
  const name = escapeHtml(nameOfPage(options.path));
  const title = escapeHtml(`${info.title} ${info.version}`);
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const groups = new Map<string, PlacedOperation[]>();
  for (const one of operationsOf(document)) {
    const [tag = 'Operations'] = one.operation.tags ?? [];
    groups.set(tag, [...(groups.get(tag) ?? []), one]);
  }
  const named = [...groups].map(([tag, all]) => ({
    all,
    id: `tag-${tag.replace(/\W+/g, '-')}`,
    name: escapeHtml(tag.charAt(0).toUpperCase() + tag.slice(1)),
  }));
  const contents = named.map(
    ({ all, id, name }) =>
      `<li><a href="#${id}">${name}</a><ul>${all
        .map((one) => `<li><a href="#${anchor(one)}">${titleOf(one)}</a></li>`)
        .join('')}</ul></li>`,
  );
  const sections = named.map(
    ({ all, id, name }) =>
      `<section id="${id}"><h2>${name}</h2>${all.map((one) => article(one, schemas, options)).join('\n')}</section>`,
  );
  const shapes = Object.entries(schemas).map(
    ([name, schema]) =>
      `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3><p class="soft">${typeOf(schema)}</p>${fieldList(schema, {})}`,
  );
  return page({
    title: `${name} – ${info.title}`,
    path: options.path,
    body: `<h1>${name}</h1>
<p class="soft">${title}. <a href="${options.json}">This document as JSON</a></p>
<p>${prose(info.description ?? '')}</p>
<div id="search" role="search" hidden><label>Search operations <kbd>/</kbd> <input type="search" autocomplete="off"></label><output></output></div>
<nav aria-label="Operations"><ul>${contents.join('')}</ul></nav>
${sections.join('\n')}
<section><h2>Schemas</h2>${shapes.join('\n')}</section>`,
  });
}
