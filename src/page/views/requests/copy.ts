/** A request as a command and as a test, to be copied. */
import type { JournalEntryView } from '../../api/types.ts';

/** Headers that a client adds by itself, or that belong to one connection. */
const OWN =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|user-agent|accept|accept-language|origin|referer|sec-.*)$/;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The body as it is sent. */
const bodyText = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(body);

/** A request as a `curl` command. A credential, which the journal does not have, is `$AMIGO_API_KEY`. */
export function asCurl(origin: string, entry: JournalEntryView): string {
  const { method, path, query, headers, body } = entry;
  const url = `${origin}${path}${query === '' ? '' : `?${query}`}`;
  // Without -g, curl expands brackets and braces.
  const lines = [`curl ${/[[\]{}]/.test(url) ? '-g ' : ''}${quoted(url)}`];
  const usual = body === null ? 'GET' : 'POST';
  if (method !== usual) lines.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) {
    if (OWN.test(name)) continue;
    lines.push(
      name === 'authorization'
        ? '-H "authorization: Bearer $AMIGO_API_KEY"'
        : `-H ${quoted(`${name}: ${value}`)}`,
    );
  }
  if (body !== null) lines.push(`--data-raw ${quoted(bodyText(body))}`);
  return lines.join(' \\\n  ');
}

/** A JSON value as TypeScript. */
function literal(value: unknown, indent: string): string {
  const text = JSON.stringify(value, null, 2);
  return text.replace(/"([A-Za-z_]\w*)":/g, '$1:').replaceAll('\n', `\n${indent}`);
}

/** A Vitest test that passes when a client sends such a request. */
export function asTest({
  operation,
  method,
  path,
  status,
  call_sid,
  body,
}: JournalEntryView): string {
  const fields = [
    ...(operation === null ? [] : [`operation: ${JSON.stringify(operation)}`]),
    `status: ${status}`,
    ...(call_sid === null ? [] : [`callSid: ${JSON.stringify(call_sid)}`]),
    ...(body === null ? [] : [`body: ${literal(body, '    ')}`]),
    'exactly: 1',
  ];
  return `import { expect, test } from 'sessions-emulator/vitest';

test(${JSON.stringify(`sends ${operation ?? `${method} ${path}`} once`)}, async ({ sessions }) => {
  // Call your client here: it takes sessions.url, sessions.workspaceId and sessions.apiKey.
  await expect(sessions).toHaveReceivedRequest({
${fields.map((field) => `    ${field},`).join('\n')}
  });
});
`;
}
