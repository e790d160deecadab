import { expect, test } from "bun:test";
import { isSecretName } from "./secret-names.ts";

const secret = [
  "token",
  "api_token",
  "secret",
  "apiSecret",
  "API_KEY",
  "privateKey",
  "private-key",
  "secretKey",
  "password",
  "POLY_PASSPHRASE",
  "Authorization",
  "mnemonic",
];
const open = [
  "tokenId",
  "tokenIds",
  "tokenEnv",
  "token_file",
  "keyId",
  "privateKeyFile",
  "key",
  "price",
  "secretRef",
  "",
];

test.each(secret)("isSecretName: behavior: %s holds a secret", (name) => expect(isSecretName(name)).toBe(true));
test.each(open)("isSecretName: behavior: %s does not", (name) => expect(isSecretName(name)).toBe(false));
