/** `sessions-emulator drift`: how a newer published document changes the emulated operations. */
import openapi from '../../../openapi.json' with { type: 'json' };
import { companionsDocument, neighboursDocument } from '../../contract/documents/documents.ts';
import type { Change } from '../../drift/changes.ts';
import { DocumentError, type JsonObject, openDocument } from '../../drift/documents.ts';
import { compareDocuments, countOperations, sharesOperations } from '../../drift/operations.ts';
import { isBreaking, jsonReport, textReport } from '../../drift/report.ts';
import { readJsonFile } from './json-file.ts';

const EXIT_BREAKING = 1;
const EXIT_USAGE = 2;

/** Returns the exit code: 0 for no breaking change, 1 for a breaking change, 2 without a document. */
export async function runDrift(file: string, flags: { json?: boolean }): Promise<number> {
  const contract = openDocument(openapi);
  const others = [
    { document: openDocument(await companionsDocument()), of: 'for conversations and API keys' },
    { document: openDocument(await neighboursDocument()), of: 'around a session' },
  ];
  let ours: readonly JsonObject[] = [];
  let changes: Change[];
  let absent: readonly string[] = [];
  try {
    const newer = openDocument(await readJson(file));
    // A document of the Sessions API alone does not describe the other operations.
    const isThere = ({ document }: { document: JsonObject }) => sharesOperations(document, newer);
    const there = others.filter(isThere).map(({ document }) => document);
    absent = others.filter((one) => !isThere(one)).map(({ of }) => of);
    ours = [contract, ...there];
    changes = compareDocuments(ours, newer, there);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    process.stderr.write(`sessions-emulator: ${file} ${error.message}\n`);
    return EXIT_USAGE;
  }
  for (const of of absent) {
    process.stderr.write(
      `sessions-emulator: ${file} has no operations ${of}: these are not compared\n`,
    );
  }
  const operations = countOperations(ours);
  process.stdout.write(
    flags.json === true ? jsonReport(changes) : textReport(changes, { file, operations }),
  );
  return isBreaking(changes) ? EXIT_BREAKING : 0;
}

async function readJson(file: string): Promise<unknown> {
  const read = await readJsonFile(file);
  if (read.kind === 'data') return read.data;
  const wanted = 'expected an OpenAPI document';
  throw new DocumentError(
    read.kind === 'unreadable'
      ? `cannot be read (${read.found}); ${wanted} in a file`
      : `is not JSON: ${read.found}; ${wanted} as JSON, not YAML`,
  );
}
