/** The errors of a callback: passed on, or kept until somebody can be told. */

/** Where errors go, and a way to throw the first one that nobody was told of. */
export interface FirstError {
  failed(error: unknown): void;
  /** Throws the first error that `onError` did not take. */
  rethrow(): void;
}

/** Collects the errors of a callback. Those that `onError` takes are not kept. */
export function firstError(onError: ((error: unknown) => void) | undefined): FirstError {
  let first: { readonly error: unknown } | undefined;
  return {
    failed(error) {
      if (onError === undefined) first ??= { error };
      else {
        try {
          onError(error);
        } catch (thrown) {
          first ??= { error: thrown };
        }
      }
    },
    rethrow() {
      if (first !== undefined) throw first.error;
    },
  };
}
