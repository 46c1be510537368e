/** The body of a web-standard request, read up to a limit. */

/** All bytes of a body; undefined as soon as there are more than `limit`, and then the rest is not read. */
export async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Not `for await`: leaving that cancels the body, which destroys a socket before its response.
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.length;
    if (size > limit) return undefined;
    parts.push(part.value);
  }
  return Buffer.concat(parts);
}
