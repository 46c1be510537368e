/** Reads JSON from a file that a user named. */
import { open } from 'node:fs/promises';
import { errorMessage } from '../../world/error-message.ts';
import { limits } from '../../world/limits.ts';
import { jsonMistake } from './json-mistake.ts';

/** The content of a file, or what was found instead of JSON. The message never contains the file's text. */
export type JsonFile =
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'unreadable' | 'not_json'; readonly found: string };

/** Reads a file of JSON, with or without a byte order mark, of at most `limits.snapshotBytes`. */
export async function readJsonFile(file: string): Promise<JsonFile> {
  let text: string;
  try {
    const bytes = await readBytes(file, limits.snapshotBytes);
    if (bytes === undefined) {
      return { kind: 'unreadable', found: `more than ${limits.snapshotBytes} bytes` };
    }
    text = bytes.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    return { kind: 'unreadable', found: errorMessage(error) };
  }
  try {
    return { kind: 'data', data: JSON.parse(text) };
  } catch {
    return { kind: 'not_json', found: jsonMistake(text) };
  }
}

/** The bytes of a file; undefined when over the limit. The size of a pipe or a device is not known before. */
async function readBytes(file: string, limit: number): Promise<Buffer | undefined> {
  const handle = await open(file, 'r');
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20);
      if (bytesRead === 0) return Buffer.concat(parts);
      size += bytesRead;
      if (size > limit) return undefined;
      parts.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
