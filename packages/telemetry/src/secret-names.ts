/** Endings by which a name points at a secret instead of holding it. */
const REFERENCE = /(?:env|file|path|ref|dir)$/;

/**
 * Word endings that say "this value is a secret". `token` alone is one, `tokenId` is not: Polymarket's tokens are public numbers.
 * `keyId` names a key and does not hold it.
 */
const SECRET =
  /(?:secret|secrets|token|password|passwd|passphrase|privatekey|secretkey|apikey|signingkey|accesskey|walletkey|credential|mnemonic|authorization|cookie|signature|bearer|pem)$/;

/** Returns whether a field of this name would hold a secret ("api_secret", "privateKey"), as opposed to naming where one is kept ("tokenEnv"). */
export function isSecretName(name: string): boolean {
  const plain = name.replaceAll(/[-_.\s]/g, "").toLowerCase();
  return !REFERENCE.test(plain) && SECRET.test(plain);
}
