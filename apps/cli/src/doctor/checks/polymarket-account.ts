import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { ApiAnswer, ApiClient, ApiCredentials } from "@augury/net";
import { L1Signer, L2Signer } from "@augury/signing";
import { ApiKey, BalanceAllowance, mintL2, openClob } from "@augury/venue-polymarket";
import { z } from "zod";
import { type AccountWallet, readAccountWallet } from "../account-wallet.ts";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fail, fine, skip, warn } from "../finding.ts";
import { judgeCollateral } from "../judge-collateral.ts";
import { explain } from "../probe-http.ts";

const CHAIN_ID = 137;
const ClosedOnly = z.object({ closed_only: z.boolean() });
const OpenKeys = z.object({ apiKeys: z.array(z.string()) });

/** The keys of an account: what kind of wallet it is, whose key is whose, whether they are taken, and what may be spent. */
export const polymarketAccount: DoctorCheck = {
  name: "polymarket-account",
  summary: "Polymarket: wallet, API key, allowances (POLY_… variables)",
  needsConfig: true,
  run: async (context) => {
    const read = readAccountWallet(context);
    if (!read.ok) return [read.error];
    const { account, findings } = read.value;
    if (!account) return [skip("no POLY_PRIVATE_KEY or POLY_API_KEY: only public calls are possible")];
    if (!configOf(context).venues.polymarket?.enabled)
      return [...findings, skip("Polymarket is not enabled: keys not tried")];
    return [...findings, ...(await tryKeys(context, account))];
  },
};

async function tryKeys(context: DoctorContext, account: AccountWallet): Promise<Finding[]> {
  const derived = account.wallet && (await deriveKey(context, account));
  const apiKey = account.apiKey ?? derived?.apiKey;
  const findings = derived ? [judgeDerived(account, derived)] : [];
  if (!apiKey || !account.address) return findings;
  return [...findings, ...(await tryApiKey(context, { ...account, apiKey }))];
}

interface Derived {
  readonly apiKey?: ApiKey;
  readonly error?: VenueError;
}

async function deriveKey(context: DoctorContext, { wallet }: AccountWallet): Promise<Derived> {
  if (!wallet) return {};
  const signer = new L1Signer(wallet, CHAIN_ID);
  const answer = await withClob(
    context,
    { l1: async ({ timeMs }) => ({ ok: true, value: signer.headers(timeMs) }) },
    (clob) => clob.call("derive-api-key"),
  );
  if (!answer.ok) return { error: answer.error };
  const apiKey = ApiKey.parse(answer.value.value);
  context.redactor.add(apiKey.secret);
  context.redactor.add(apiKey.passphrase);
  return { apiKey };
}

function judgeDerived({ apiKey }: AccountWallet, { apiKey: derived, error }: Derived): Finding {
  if (error?.code === "not_found" || error?.code === "rejected")
    return warn("the wallet has no API key yet", "make one: augury polymarket clob create-api-key");
  if (error) return { ...explain(error), text: `API key derivation: ${explain(error).text}` };
  if (apiKey && derived?.apiKey !== apiKey.apiKey)
    return warn(
      "POLY_API_KEY is another one than the wallet derives",
      "that is fine for a key with another nonce; else set it anew",
    );
  return fine("the wallet's API key can be derived");
}

async function tryApiKey(
  context: DoctorContext,
  account: AccountWallet & { readonly apiKey: ApiKey },
): Promise<Finding[]> {
  const signer = L2Signer.fromCredentials({ ...account.apiKey, address: account.address ?? "" });
  if (!signer.ok) return [fail(`API key: ${signer.error.message}`, "set it anew")];
  return withClob(context, { l2: mintL2(signer.value) }, async (clob) => {
    const [keys, ban, money] = await Promise.all([
      clob.call("api-keys"),
      clob.call("ban-status"),
      clob.call("balance-allowance", { signature_type: account.signatureType }),
    ]);
    if (!keys.ok) return [{ ...explain(keys.error), text: `API key: ${explain(keys.error).text}` }];
    return [judgeKeys(keys.value.value, account.apiKey), ...judgeBan(ban), ...judgeMoney(money)];
  });
}

function judgeKeys(answer: unknown, { apiKey }: ApiKey): Finding {
  const { apiKeys } = OpenKeys.parse(answer);
  if (apiKeys.includes(apiKey)) return fine(`the API key is taken, one of ${apiKeys.length} of this wallet`);
  return warn(
    "the API key is taken, and the wallet does not list it",
    "look whether POLY_ADDRESS is the key's own wallet",
  );
}

function judgeBan(answer: Result<ApiAnswer, VenueError>): Finding[] {
  if (!answer.ok) return [warn(`ban status: ${answer.error.message}`, "try again later")];
  const { closed_only: isClosedOnly } = ClosedOnly.parse(answer.value.value);
  return isClosedOnly
    ? [warn("the account may only close positions", "ask Polymarket; its terms or your region may be the reason")]
    : [];
}

function judgeMoney(answer: Result<ApiAnswer, VenueError>): Finding[] {
  if (!answer.ok) return [warn(`balance and allowances: ${answer.error.message}`, "try again later")];
  const question = { chainId: CHAIN_ID, funder: "POLY_FUNDER", needed: () => 1 } as const;
  return judgeCollateral(BalanceAllowance.parse(answer.value.value), question);
}

async function withClob<T>(
  context: DoctorContext,
  credentials: ApiCredentials,
  use: (clob: ApiClient) => Promise<T>,
): Promise<T> {
  const { fetch, redactor } = context;
  const baseUrl = configOf(context).venues.polymarket?.clobUrl;
  const group = openClob({ baseUrl, http: hastyHttp(context), credentials, redactor, ...(fetch && { fetch }) });
  try {
    return await use(group.client as ApiClient);
  } finally {
    group.close();
  }
}
