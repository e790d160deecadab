import { err, ok, type Result } from "@augury/core";
import type { ApiCredentials, MintRequestHeaders } from "@augury/net";
import { L1Signer, L2Signer, Wallet } from "@augury/signing";
import { Redactor } from "@augury/telemetry";
import { mintL2, POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { fromApiGroup, type Provider } from "./command-group.ts";
import type { Credentials } from "./credentials.ts";
import { readEnvSecrets } from "./env-secret.ts";

const NAMES = ["POLY_PRIVATE_KEY", "POLY_API_KEY", "POLY_API_SECRET", "POLY_PASSPHRASE", "POLY_ADDRESS"] as const;
const API_KEY_NAMES = ["POLY_API_KEY", "POLY_API_SECRET", "POLY_PASSPHRASE"] as const;
const CHAIN_ID = 137;

type Found = Partial<Record<(typeof NAMES)[number], string>>;

export const polymarket: Provider = {
  name: "polymarket",
  title: "Polymarket",
  description: "Polymarket's own APIs: books and orders, market metadata, accounts, live prices.",
  groups: POLYMARKET_GROUPS.map(fromApiGroup),
  keyVariables: [...NAMES, "or a file each (POLY_PRIVATE_KEY_FILE …, chmod 600)"],
  readCredentials: readPolymarketCredentials,
};

/**
 * Reads a wallet's key (L1) and an API key (L2), as far as they are there. The API key belongs to the wallet's own address: POLY_ADDRESS says it
 * where the wallet's key is not here.
 */
export function readPolymarketCredentials(
  env: Readonly<Record<string, string | undefined>>,
): Result<Credentials, string> {
  const found = readEnvSecrets(env, NAMES);
  if (!found.ok) return found;
  const redactor = new Redactor();
  for (const [name, secret] of Object.entries(found.value)) if (name !== "POLY_ADDRESS") redactor.add(secret);
  const wallet = readWallet(found.value);
  if (!wallet.ok) return wallet;
  const l2 = readApiKey(found.value, wallet.value?.address);
  if (!l2.ok) return l2;
  const credentials: ApiCredentials = {
    ...(wallet.value && { l1: mintL1(new L1Signer(wallet.value, CHAIN_ID)) }),
    ...(l2.value && { l2: mintL2(l2.value) }),
  };
  return ok({ options: { credentials, redactor, ...(l2.value && { streamAuth: streamAuthOf(found.value) }) } });
}

function readWallet({ POLY_PRIVATE_KEY: key }: Found): Result<Wallet | undefined, string> {
  if (key === undefined) return ok(undefined);
  const wallet = Wallet.fromPrivateKey(key);
  return wallet.ok ? wallet : err(`POLY_PRIVATE_KEY: ${wallet.error.message}`);
}

function readApiKey(found: Found, walletAddress: string | undefined): Result<L2Signer | undefined, string> {
  const missing = API_KEY_NAMES.filter((name) => found[name] === undefined);
  if (missing.length === API_KEY_NAMES.length) return ok(undefined);
  if (missing.length > 0)
    return err(`an API key has three parts: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`);
  const address = found.POLY_ADDRESS ?? walletAddress;
  if (address === undefined) return err("an API key belongs to a wallet: set POLY_ADDRESS, or POLY_PRIVATE_KEY");
  const { POLY_API_KEY: apiKey = "", POLY_API_SECRET: secret = "", POLY_PASSPHRASE: passphrase = "" } = found;
  const signer = L2Signer.fromCredentials({ apiKey, secret, passphrase, address });
  return signer.ok ? signer : err(`POLY_API_KEY and its parts: ${signer.error.message}`);
}

function mintL1(signer: L1Signer): MintRequestHeaders {
  return async ({ timeMs }) => ok(signer.headers(timeMs));
}

/** What authenticates the user channel after it opened (polymarket.md section 11). */
function streamAuthOf({
  POLY_API_KEY: apiKey = "",
  POLY_API_SECRET: secret = "",
  POLY_PASSPHRASE: passphrase = "",
}: Found) {
  return { apiKey, secret, passphrase };
}
