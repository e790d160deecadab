import { err, type Result } from "@augury/core";
import { z } from "zod";
import type { Curve } from "../curve/curve.ts";
import { KeyError } from "../key-error.ts";
import { Wallet } from "../wallet/wallet.ts";
import { decryptKeystore } from "./keystore.ts";
import { parseKeystore } from "./keystore-schema.ts";
import { readSecretFile } from "./secret-file.ts";
import { type Environment, readSecret, SecretSource } from "./secret-source.ts";

/** Where a wallet's private key is: its 64 digits in a variable or a file, or an encrypted keystore and where its password is. */
export const WalletSource = z.discriminatedUnion("from", [
  ...SecretSource.options,
  z.strictObject({
    from: z.literal("keystore"),
    path: z.string().min(1).max(4096).describe("A keystore of version 3, as wallets export it."),
    password: SecretSource,
  }),
]);
export type WalletSource = z.infer<typeof WalletSource>;

/**
 * Reads a private key from where it is and returns the wallet that holds it. No error contains any of it.
 *
 * @example
 * const password = { from: "environment", name: "AUGURY_KEYSTORE_PASSWORD" } as const;
 * const wallet = await openWallet({ from: "keystore", path: "wallet.json", password }, openCurve().curve);
 */
export async function openWallet(
  source: WalletSource,
  curve: Curve,
  environment: Environment = process.env,
): Promise<Result<Wallet, KeyError>> {
  if (source.from === "keystore") return openKeystore(source, curve, environment);
  const text = readSecret(source, environment);
  return text.ok ? Wallet.fromPrivateKey(text.value, curve) : text;
}

async function openKeystore(
  { path, password: passwordSource }: Extract<WalletSource, { from: "keystore" }>,
  curve: Curve,
  environment: Environment,
): Promise<Result<Wallet, KeyError>> {
  const text = readSecretFile(path);
  if (!text.ok) return text;
  const keystore = parseKeystore(text.value);
  if (!keystore.ok) return keystore;
  const password = readSecret(passwordSource, environment);
  if (!password.ok) return password;
  const secret = await decryptKeystore(text.value, password.value);
  if (!secret.ok) return secret;
  const wallet = Wallet.fromBytes(secret.value, curve);
  secret.value.fill(0);
  const said = keystore.value.address?.replace(/^0x/, "").toLowerCase();
  if (wallet.ok && said !== undefined && said !== wallet.value.address.slice(2).toLowerCase()) {
    return err(new KeyError("bad_keystore", `the keystore ${path} must hold the key of the address that it names`));
  }
  return wallet;
}
