import { describe, expect, it } from 'vitest';
import { control, type Json } from '../helpers/control.ts';

/** The routes that scripts rely on, below `/_emulator`. */
const promised = [
  'POST /workspaces',
  'GET /workspaces/{ws}',
  'DELETE /workspaces/{ws}',
  'POST /workspaces/{ws}/reset',
  'POST /reset',
  'POST /workspaces/{ws}/calls',
  'GET /workspaces/{ws}/calls',
  'GET /workspaces/{ws}/calls/{call_sid}',
  'PATCH /workspaces/{ws}/calls/{call_sid}',
  'POST /workspaces/{ws}/calls/{call_sid}/end',
  'POST /workspaces/{ws}/calls/{call_sid}/subscribers',
  'DELETE /workspaces/{ws}/calls/{call_sid}/subscribers/{subscriber_id}',
  'GET /workspaces/{ws}/calls/{call_sid}/events',
  'GET /clock',
  'PUT /clock',
  'POST /clock/advance',
  'GET /clock/due',
  'GET /workspaces/{ws}/clock',
  'PUT /workspaces/{ws}/clock',
  'POST /workspaces/{ws}/clock/advance',
  'GET /workspaces/{ws}/clock/due',
  'POST /workspaces/{ws}/faults',
  'GET /workspaces/{ws}/faults',
  'DELETE /workspaces/{ws}/faults',
  'GET /workspaces/{ws}/journal',
  'DELETE /workspaces/{ws}/journal',
  'POST /workspaces/{ws}/journal/verify',
  'POST /wait',
  'GET /events',
  'GET /figures',
  'GET /metrics',
  'GET /snapshot',
  'PUT /snapshot',
];

describe('the document of the control plane', () => {
  it('has every route that scripts rely on, with a summary each', async () => {
    const { ctl, url } = await control();
    const { body } = await ctl.get('/openapi.json');
    expect(body.servers).toEqual([{ url: `${url}/_emulator` }]);
    const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { summary?: string }>).map(
        ([method, { summary }]) => [`${method.toUpperCase()} ${path}`, summary] as const,
      ),
    );
    expect(operations.map(([line]) => line)).toEqual(expect.arrayContaining(promised));
    for (const [line, summary] of operations) expect(summary, line).toBeTruthy();
  });

  it('names each operation by an id of its own, in snake_case', async () => {
    const { ctl } = await control();
    const { body } = await ctl.get('/openapi.json');
    const ids = Object.values(body.paths as Record<string, Record<string, Json>>)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says that every operation may need the control token', async () => {
    const { ctl } = await control();
    const { body } = await ctl.get('/openapi.json');
    const { ControlToken } = body.components.securitySchemes;
    expect(ControlToken).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(ControlToken.description).toContain('--control-token');
    expect(body.security).toEqual([{}, { ControlToken: [] }]);
  });

  it('is shown by a page without external resources', async () => {
    const { http } = await control();
    const { text } = await http.get('/_emulator/docs');
    expect(text).toContain('Add a fault rule');
    const loaded = text.matchAll(/(?:src|<link[^>]*href)="([^"]*)"/g);
    expect([...loaded].map(([, from]) => from)).toEqual([
      'data:,',
      '/docs/page.css',
      '/docs/page.js',
    ]);
  });

  it('lists the methods of a path', async () => {
    const { http } = await control();
    const answer = await http.put('/_emulator/workspaces');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST, GET, HEAD']);
  });
});
