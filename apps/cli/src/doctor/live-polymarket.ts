import { err, ok, type Result } from "@augury/core";
import type { ApiClient } from "@augury/net";
import type { PolymarketLiveStart } from "@augury/pipeline";
import {
  type KeyError,
  L1Signer,
  L2Signer,
  OrderSigner,
  openCurve,
  openWallet,
  readSecret,
  type Wallet,
} from "@augury/signing";
import { type ApiKey, deriveApiKey, mintL2, openClob } from "@augury/venue-polymarket";
import { type DoctorContext, hastyHttp } from "./doctor-context.ts";
import { type Finding, fail, skip } from "./finding.ts";
import { liveVenuesOf, notLive } from "./live-venues.ts";
import { explain } from "./probe-http.ts";

/** The wallet that live trading would sign with, read as the executor reads it. */
export interface LiveWallet {
  readonly start: PolymarketLiveStart;
  readonly wallet: Result<Wallet, KeyError>;
}

/** What live trading would sign and send its orders with. */
export interface LiveAccount {
  readonly start: PolymarketLiveStart;
  readonly wallet: Wallet;
  readonly orders: OrderSigner;
}

type KeyReading = Promise<Result<ApiKey | undefined, Finding>>;

/** Several checks ask, and a keystore takes a second to open: once for each examination. */
const wallets = new WeakMap<DoctorContext, Promise<LiveWallet | undefined>>();
const apiKeys = new WeakMap<DoctorContext, KeyReading>();

/** Opens the wallet of live.polymarket; `undefined` where it is not traded. */
export function openLiveWallet(context: DoctorContext): Promise<LiveWallet | undefined> {
  const reading = wallets.get(context) ?? readWallet(context);
  wallets.set(context, reading);
  return reading;
}

async function readWallet(context: DoctorContext): Promise<LiveWallet | undefined> {
  const start = liveVenuesOf(context).polymarket;
  return start && { start, wallet: await openWallet(start.wallet, openCurve().curve, context.env) };
}

/** Returns the account of live.polymarket; `undefined` where key, kind and funder do not make one: live-keys and live-wallet say why. */
export async function openLiveAccount(context: DoctorContext): Promise<LiveAccount | undefined> {
  const { start, wallet } = (await openLiveWallet(context)) ?? {};
  if (!start || !wallet?.ok) return undefined;
  const orders = OrderSigner.open(wallet.value, start);
  return orders.ok ? { start, wallet: wallet.value, orders: orders.value } : undefined;
}

/** Examines the account of live.polymarket, or says why it is left out. */
export async function withLiveAccount(
  context: DoctorContext,
  examine: (account: LiveAccount) => Promise<Finding[]>,
): Promise<Finding[]> {
  const off = notLive(context, "polymarket");
  if (off !== undefined) return [skip(off)];
  const account = await openLiveAccount(context);
  return account ? examine(account) : [skip("the wallet could not be opened: see live-keys and live-wallet")];
}

/** Returns the account's API key, as configured or derived; `undefined` where there is none yet: the engine makes one at its start, the doctor does not. */
export function openLiveApiKey(context: DoctorContext, account: LiveAccount): KeyReading {
  const reading =
    apiKeys.get(context) ?? (account.start.api ? readParts(context, account.start.api) : derive(context, account));
  apiKeys.set(context, reading);
  return reading;
}

async function readParts({ env }: DoctorContext, api: NonNullable<PolymarketLiveStart["api"]>): KeyReading {
  const found = { apiKey: "", secret: "", passphrase: "" };
  for (const part of ["apiKey", "secret", "passphrase"] as const) {
    const read = readSecret(api[part], env);
    if (!read.ok) return err(fail(`live.polymarket.api.${part}: ${read.error.message}`, "set it anew"));
    found[part] = read.value;
  }
  return ok(found);
}

async function derive(context: DoctorContext, { start, wallet }: LiveAccount): KeyReading {
  const signer = new L1Signer(wallet, start.chainId);
  const { client } = openClob({
    ...optionsOf(context, start),
    credentials: { l1: async ({ timeMs }) => ok(signer.headers(timeMs)) },
  });
  const answer = await client.get(deriveApiKey, {}).finally(() => client.close());
  if (answer.ok) {
    context.redactor.add(answer.value.value.secret);
    context.redactor.add(answer.value.value.passphrase);
    return ok(answer.value.value);
  }
  if (answer.error.code === "not_found" || answer.error.code === "rejected") return ok(undefined);
  const finding = explain(answer.error);
  return err({ ...finding, text: `API key derivation: ${finding.text}` });
}

/** Asks the matching API questions that the account's API key signs. */
export async function withLiveClob<T>(
  context: DoctorContext,
  { key, start, wallet }: LiveAccount & { readonly key: ApiKey },
  ask: (client: ApiClient) => Promise<T>,
): Promise<Result<T, Finding>> {
  const signer = L2Signer.fromCredentials({ ...key, address: wallet.address });
  if (!signer.ok) return err(fail(`live.polymarket.api: ${signer.error.message}`, "set it anew"));
  const { client } = openClob({ ...optionsOf(context, start), credentials: { l2: mintL2(signer.value) } });
  return ok(await ask(client).finally(() => client.close()));
}

function optionsOf(context: DoctorContext, { clobUrl: baseUrl }: PolymarketLiveStart) {
  const { fetch, redactor } = context;
  return { baseUrl, http: hastyHttp(context), redactor, ...(fetch && { fetch }) };
}
