import { describe, expect, it } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import openapi from '../../openapi.json' with { type: 'json' };
import neighbours from '../../openapi.neighbours.json' with { type: 'json' };
import { documentOf } from '../../src/contract/documents/document.ts';
import { operations, optionalOperations } from '../../src/contract/operations.ts';
import { InjectRequest, StartSessionRequest } from '../../src/contract/sessions/session-schemas.ts';
import { operationNames, optionalNames } from '../../src/world/model/operation-names.ts';

describe('the document', () => {
  it('that the code generates equals the published one', () => {
    expect(JSON.parse(JSON.stringify(documentOf('contract')))).toEqual(openapi);
  });

  it('has every operation that is served, and no other', () => {
    const published = Object.entries(openapi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = operations.filter((operation) => operation.document === 'contract');
    expect(served.map(({ method, path }) => `${method} ${path}`)).toEqual(published);
  });

  it.each([
    ['companions', companions],
    ['neighbours', neighbours],
  ])('of the %s has every operation that is served, and no other', (name, { paths }) => {
    const published = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = operations.filter((operation) => operation.document === name);
    expect(served.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(published.sort());
  });

  it('and the names for fault rules are of the same operations, in the same order', () => {
    expect(operations.map(({ name }) => name)).toEqual(operationNames);
    expect(optionalOperations.map(({ name }) => name)).toEqual(optionalNames);
  });

  it('holds the eight published schemas, in the published order', () => {
    expect(Object.keys(openapi.components.schemas)).toEqual([
      'ActiveSession',
      'InjectRequest',
      'InjectResponse',
      'HTTPValidationError',
      'ValidationError',
      'StartSessionRequest',
      'CanonicalIdString',
      'StartSessionResponse',
    ]);
  });
});

describe('the zod declarations', () => {
  it('accept a valid body and fill in the defaults', () => {
    expect(InjectRequest.parse({ message: 'hi' })).toEqual({
      message: 'hi',
      sender: 'System',
      event_type: 'external_event',
    });
  });

  it.each([
    [{}, 'message'],
    [{ message: '' }, 'message'],
    [{ message: 'x', event_type: 'shout' }, 'event_type'],
  ])('refuse %j for its %s', (body, field) => {
    const result = InjectRequest.safeParse(body);
    expect(result.error?.issues.map((issue) => issue.path[0])).toEqual([field]);
  });

  it('refuse a canonical id without three parts', () => {
    const body = { service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1', channel_kind: 'web' };
    expect(StartSessionRequest.safeParse({ ...body, canonical_id: 'a:b:c' }).success).toBe(true);
    expect(StartSessionRequest.safeParse({ ...body, canonical_id: 'a:b' }).success).toBe(false);
  });
});
