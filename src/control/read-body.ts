/** Reads the body of a web-standard request up to a limit. */

/** All bytes of a body. Returns undefined, and stops reading, as soon as there are more than `limit`. */
export async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // `for await` would cancel the body on return, which destroys the socket before its response.
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.length;
    if (size > limit) return undefined;
    parts.push(part.value);
  }
  return Buffer.concat(parts);
}
