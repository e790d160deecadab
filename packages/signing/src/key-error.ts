export type KeyErrorCode =
  | "bad_key_id"
  | "not_a_private_key"
  | "encrypted"
  | "wrong_key_type"
  | "too_short"
  | "bad_api_key"
  | "bad_secret"
  | "bad_passphrase"
  | "bad_address"
  | "bad_wallet_key"
  | "not_set"
  | "unreadable"
  | "permissions"
  | "bad_keystore"
  | "wrong_password";

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
