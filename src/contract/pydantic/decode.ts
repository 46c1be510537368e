/** Decodes bytes as Python's `json.loads` does (framework). */
import { isUtf8 } from 'node:buffer';
import { keptApart } from './surrogates.ts';

type Encoding = 'utf-8' | 'utf-16-le' | 'utf-16-be' | 'utf-32-le' | 'utf-32-be';

/** Detects the encoding from the first bytes, and the length of the byte order mark. */
function detect(b: Uint8Array): [encoding: Encoding, mark: number] {
  const [b0, b1, b2, b3] = b;
  if (b0 === 0xff && b1 === 0xfe) return b2 === 0 && b3 === 0 ? ['utf-32-le', 4] : ['utf-16-le', 2];
  if (b0 === 0 && b1 === 0 && b2 === 0xfe && b3 === 0xff) return ['utf-32-be', 4];
  if (b0 === 0xfe && b1 === 0xff) return ['utf-16-be', 2];
  if (b0 === 0xef && b1 === 0xbb && b2 === 0xbf) return ['utf-8', 3];
  if (b.length >= 4) {
    if (b0 === 0) return [b1 === 0 ? 'utf-32-be' : 'utf-16-be', 0];
    if (b1 === 0) return [b2 === 0 && b3 === 0 ? 'utf-32-le' : 'utf-16-le', 0];
  } else if (b.length === 2) {
    if (b0 === 0) return ['utf-16-be', 0];
    if (b1 === 0) return ['utf-16-le', 0];
  }
  return ['utf-8', 0];
}

function decodeUtf8Part(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** Strict UTF-8, but allows surrogates encoded as three bytes, as Python does. */
function decodeUtf8(bytes: Buffer): string | undefined {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  let last = '';
  let from = 0;
  for (let i = bytes.indexOf(0xed); i !== -1; i = bytes.indexOf(0xed, i + 1)) {
    const second = bytes[i + 1] ?? 0;
    const third = bytes[i + 2] ?? 0;
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    const plain = from === i ? '' : decodeUtf8Part(bytes.subarray(from, i));
    if (plain === undefined) return undefined;
    const surrogate = 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f);
    last = keptApart(plain || last, String.fromCharCode(surrogate));
    text += plain + last;
    from = i + 3;
  }
  const rest = decodeUtf8Part(bytes.subarray(from));
  return rest === undefined ? undefined : text + rest;
}

function decodeUtf16(bytes: Buffer, bigEndian: boolean): string | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  return (bigEndian ? Buffer.from(bytes).swap16() : bytes).toString('utf16le');
}

function decodeUtf32(bytes: Buffer, bigEndian: boolean): string | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  let text = '';
  let last = '';
  for (let i = 0; i < bytes.length; i += 4) {
    const point = bigEndian ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i);
    if (point > 0x10ffff) return undefined;
    last = keptApart(last, String.fromCodePoint(point));
    text += last;
  }
  return text;
}

/** Decodes bytes and removes one byte order mark; undefined if they are not valid in their encoding. */
export function decodeJsonBytes(bytes: Uint8Array): string | undefined {
  const [encoding, mark] = detect(bytes);
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + mark, bytes.byteLength - mark);
  switch (encoding) {
    case 'utf-8':
      return decodeUtf8(rest);
    case 'utf-16-le':
    case 'utf-16-be':
      return decodeUtf16(rest, encoding === 'utf-16-be');
    default:
      return decodeUtf32(rest, encoding === 'utf-32-be');
  }
}

/** Decodes strict UTF-8 and keeps a byte order mark; undefined if it is not valid. */
export function decodeStrictUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
