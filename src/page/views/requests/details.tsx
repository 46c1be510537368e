/** One request with its headers, bodies and response. */
import { useEffect, useState } from 'preact/hooks';
import { entriesOf, origin, Refusal } from '../../api/client.ts';
import type { JournalEntryView, RequestEvent } from '../../api/types.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { DetailsBox, Facts } from '../../parts/details.tsx';
import { Body } from '../../parts/json.tsx';
import { asCurl, asTest } from './copy.ts';
import { duration, statusClass } from './texts.ts';

type Found = 'reading' | { readonly why: string } | { readonly entry: JournalEntryView };

/** Finds the entry of a request. Several may have the same request id: a client that tries again may send it again. */
async function find({ workspace_id, request_id, ...request }: RequestEvent): Promise<Found> {
  const why =
    'The journal does not have this request: it was cleared or evicted, or its workspace is gone.';
  if (workspace_id === null) return { why: 'No workspace is in its path, so no journal has it.' };
  try {
    const entries = await entriesOf(workspace_id, request_id);
    const entry = entries.find((one) => one.ms === request.ms && one.path === request.path);
    return entry === undefined ? { why } : { entry };
  } catch (error) {
    return { why: error instanceof Refusal && error.status === 404 ? why : String(error) };
  }
}

function Headers({ entry: { headers } }: { readonly entry: JournalEntryView }) {
  return (
    <table class="pairs">
      <tbody>
        {Object.entries(headers).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Entry({ entry }: { readonly entry: JournalEntryView }) {
  return (
    <>
      <p class="actions">
        <CopyButton label="Copy as curl" text={() => asCurl(origin, entry)} />
        <CopyButton label="Copy as test" text={() => asTest(entry)} />
      </p>
      {entry.query !== '' && (
        <>
          <h3>Query</h3>
          <pre>{entry.query}</pre>
        </>
      )}
      <h3>Request body</h3>
      <Body value={entry.body} />
      <h3>Response body</h3>
      <Body value={entry.response} />
      <h3>Request headers</h3>
      <Headers entry={entry} />
    </>
  );
}

const factsOf = (request: RequestEvent) => ({
  Why: request.why,
  Fault: request.fault_id,
  Connection: request.connection,
  Operation: request.operation ?? 'none has this path and method',
  Workspace: request.workspace_id,
  Time: request.at,
  Duration: duration(request.ms),
  'Request id': request.request_id,
});

/** The details of a request. Its headers and bodies are read from the journal. */
export function Details({ request }: { readonly request: RequestEvent }) {
  const [found, setFound] = useState<Found>('reading');
  useEffect(() => {
    let isCurrent = true;
    setFound('reading');
    void find(request).then((result) => {
      if (isCurrent) setFound(result);
    });
    return () => {
      isCurrent = false;
    };
  }, [request]);
  return (
    <DetailsBox label="Details of the request" param="request">
      <h2>
        <span class={statusClass(request.status)}>{request.status}</span> {request.method}{' '}
        <code>{request.path}</code>
      </h2>
      <Facts facts={factsOf(request)} />
      {found === 'reading' && <p class="soft">Reading…</p>}
      {typeof found === 'object' && 'why' in found && <p class="soft">{found.why}</p>}
      {typeof found === 'object' && 'entry' in found && <Entry entry={found.entry} />}
    </DetailsBox>
  );
}
