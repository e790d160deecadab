export type KeyErrorCode = "bad_key_id" | "not_a_private_key" | "encrypted" | "not_rsa" | "too_short";

/** Why a key cannot be used. Carries neither the key's text nor the cryptography library's message about it. */
export class KeyError extends Error {
  override readonly name = "KeyError";
  constructor(
    readonly code: KeyErrorCode,
    message: string,
  ) {
    super(message);
  }
}
