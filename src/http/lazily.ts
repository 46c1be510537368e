/**
 * Something that is loaded when it is first needed, once. A load that fails is not kept: the next caller
 * tries again.
 * @throws (the returned function rejects) what `load` rejects with.
 */
export function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
