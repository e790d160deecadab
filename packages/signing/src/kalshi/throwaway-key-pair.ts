import { generateKeyPairSync } from "node:crypto";

export interface PemKeyPair {
  /** PKCS#8. */
  readonly privateKeyPem: string;
  /** SPKI. */
  readonly publicKeyPem: string;
}

/** Makes a 2048-bit RSA pair for a demo or a test: it opens nothing but our own simulated venue. Takes some 100 ms. */
export function generateThrowawayKeyPair(): PemKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { privateKeyPem: privateKey, publicKeyPem: publicKey };
}
