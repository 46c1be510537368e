import { expect, it } from 'vitest';
import { control, type Json } from '../helpers/control.ts';
import { pythonOperations } from '../helpers/python-client.ts';

/** The operations that the Python client leaves out, and why. */
const leftOut: Readonly<Record<string, string>> = {
  subscribe: 'a stream, which needs a thread: attach is enough for a test',
  read_metrics: 'they are text for Prometheus',
  read_figures: 'they are for the plots: a test knows its own calls',
  stream_events: 'a stream: wait is enough for a test',
};

/** That each of them is sent by a method: test/e2e/python-client.test.ts. */
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
