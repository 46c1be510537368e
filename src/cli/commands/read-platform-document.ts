/** Reads the document of `--platform-document`. */
import { type CheckedDocument, checkDocument } from '../../contract/shaped/document-check.ts';
import { readJsonFile } from './json-file.ts';

/** The document in a file, or what is wrong with it, in one line. Its operations are looked at when first needed. */
export async function readPlatformDocument(file: string): Promise<CheckedDocument> {
  const read = await readJsonFile(file);
  if (read.kind === 'data') return checkDocument(read.data);
  const expected = read.kind === 'not_json' ? 'JSON' : 'a file that can be read';
  return { problem: `expected ${expected}, found ${read.found}` };
}
