import { describe, expect, it } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import openapi from '../../openapi.json' with { type: 'json' };
import { documentOf } from '../../src/contract/documents/document.ts';
import { operations } from '../../src/contract/operations.ts';

describe('the document of the companions', () => {
  it('that the code generates equals the published one', () => {
    expect(JSON.parse(JSON.stringify(documentOf('companions')))).toEqual(companions);
  });

  it('has every operation that is served beside the three, in the order they are tried', () => {
    const published = Object.entries(companions.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = operations.filter((operation) => operation.document === 'companions');
    expect(served.map(({ method, path }) => `${method} ${path}`)).toEqual(published);
  });

  it('names the same server and credentials as the contract', () => {
    expect([companions.servers, companions.security]).toEqual([openapi.servers, openapi.security]);
  });
});
