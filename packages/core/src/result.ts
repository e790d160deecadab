/** An expected outcome as a value: success carries `value`, failure carries `error`. Nothing that is expected is thrown. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Returns a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Returns a failure. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
