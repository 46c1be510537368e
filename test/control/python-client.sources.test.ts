import { expect, it } from 'vitest';
import { control, type Json } from '../helpers/control.ts';
import { pythonClient, pythonOperations } from '../helpers/python-client.ts';

/** The operations that the Python client leaves out, and why. */
const leftOut: Readonly<Record<string, string>> = {
  subscribe: 'a stream, which needs a thread: attach is enough for a test',
  stream_events: 'a stream: wait is enough for a test',
};

it('the Python client has the operations of the document, line by line', async () => {
  const { ctl } = await control();
  const { body } = await ctl.get('/openapi.json');
  const document = Object.fromEntries(
    Object.entries(body.paths as Json).flatMap(([path, operations]) =>
      Object.entries(operations as Json).map(([method, { operationId }]: [string, Json]) => [
        operationId,
        `${method.toUpperCase()} ${path}`,
      ]),
    ),
  );
  for (const id of Object.keys(leftOut)) {
    expect(document).toHaveProperty(id);
    delete document[id];
  }
  expect(pythonOperations()).toEqual(document);
});

it('the Python client has a method for each of them', () => {
  const [, code = ''] = pythonClient().split(/^}$/m);
  const used = [...code.matchAll(/"([a-z]+(?:_[a-z]+)*)"/g)].map(([, name]) => name);
  const unused = Object.keys(pythonOperations()).filter((id) => !used.includes(id));
  expect(unused).toEqual([]);
});
