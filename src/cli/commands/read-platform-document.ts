/** Reads the document of `--platform-document`. */
import { checkDocument, PlatformDocumentError } from '../../contract/shaped/platform.ts';
import { readJsonFile } from './json-file.ts';

/**
 * The document in a file.
 *
 * @throws PlatformDocumentError when it is not JSON, or not an OpenAPI document; the message says so in one line
 */
export async function readPlatformDocument(file: string): Promise<object> {
  const what = `the platform document ${file} cannot be used`;
  const read = await readJsonFile(file);
  if (read.kind === 'data') {
    const { data } = read;
    checkDocument(data, what);
    return data;
  }
  const expected = read.kind === 'not_json' ? 'JSON' : 'a file that can be read';
  throw new PlatformDocumentError(`${what}: expected ${expected}, found ${read.found}`);
}
