import { err, ok, type Result } from "@augury/core";
import type { LiveAdapter } from "@augury/model";
import { type ApiClient, RateBudget } from "@augury/net";
import {
  L1Signer,
  L2Signer,
  OrderSigner,
  openCurve,
  openWallet,
  readSecret,
  SIGNATURE_TYPE,
  type Wallet,
} from "@augury/signing";
import {
  type ApiKey,
  applySignerTier,
  clobBudget,
  createApiKey,
  deriveApiKey,
  HoldingsReader,
  mintL2,
  OrderPreparer,
  openClob,
  openData,
  openGamma,
  PayoutReader,
  PolymarketLive,
  rateLimitTier,
  userChannel,
} from "@augury/venue-polymarket";
import type { DeskSeams } from "../live-desk.ts";
import type { ConnectContext, ConnectVenue, VenueConnection } from "../venue-connection.ts";
import { checkFunder } from "./check-funder.ts";
import type { PolymarketLiveStart } from "./polymarket-live-start.ts";
import { polymarketLocks } from "./polymarket-locks.ts";

const SOURCE = "polymarket-clob";

/** Reads the wallet's key and the API key, asks the venue for the account's tier, and makes ready what orders need. */
export const connectPolymarket: ConnectVenue<PolymarketLiveStart> = async (start, context) => {
  const { curve, probes } = openCurve();
  const wallet = await openWallet(start.wallet, curve, context.environment);
  if (!wallet.ok) return err(`live.polymarket.wallet: ${wallet.error.message}`);
  const orders = OrderSigner.open(wallet.value, start);
  if (!orders.ok) return err(`live.polymarket: ${orders.error.message}`);
  const funder = checkFunder(start, orders.value);
  if (!funder.ok) return funder;
  if (funder.value !== undefined)
    context.note({ level: "warn", venue: "polymarket", what: "funder", detail: funder.value });
  const budget = new RateBudget(SOURCE, clobBudget(), context.scheduler);
  const key = await keyOf(start, wallet.value, budget, context);
  if (!key.ok) return key;
  const l2 = L2Signer.fromCredentials({ ...key.value, address: wallet.value.address });
  if (!l2.ok) return err(`live.polymarket.api: ${l2.error.message}`);
  const { clobUrl: baseUrl, http } = start;
  const { client } = openClob({ baseUrl, http, budget, credentials: { l2: mintL2(l2.value) } });
  const tier = await client.get(rateLimitTier, {});
  if (!tier.ok && tier.error.code === "auth") {
    client.close();
    return err(`live.polymarket: the venue refuses the API key of ${wallet.value.address}: ${tier.error.message}`);
  }
  const isKnown = tier.ok && applySignerTier(budget, tier.value.value.tier);
  const rungs = probes.map(({ name, outcome }) => `${name} ${outcome}`).join(", ");
  const description =
    `Polymarket: key ${wallet.value.address}, funds of ${orders.value.maker} (${start.kind}), chain ${start.chainId}, ` +
    `rate tier ${isKnown && tier.ok ? tier.value.value.tier : "unknown: the least is kept"}, curve ${curve.name} (${rungs})`;
  const account = orders.value.maker.toLowerCase();
  const connection: VenueConnection = {
    venue: "polymarket",
    account,
    locks: polymarketLocks(orders.value),
    description,
    adapter: (seams) => openAdapter({ start, context, client, signer: orders.value, key: key.value }, seams),
    close: () => client.close(),
  };
  return ok(connection);
};

/** The API key as configured; else the wallet's own, derived, or made when there is none (polymarket.md section 2). */
async function keyOf(
  { api, chainId, clobUrl: baseUrl, http }: PolymarketLiveStart,
  wallet: Wallet,
  budget: RateBudget,
  { environment }: ConnectContext,
): Promise<Result<ApiKey, string>> {
  if (api) {
    const found = { apiKey: "", secret: "", passphrase: "" };
    for (const part of ["apiKey", "secret", "passphrase"] as const) {
      const read = readSecret(api[part], environment);
      if (!read.ok) return err(`live.polymarket.api.${part}: ${read.error.message}`);
      found[part] = read.value;
    }
    return ok(found);
  }
  const signer = new L1Signer(wallet, chainId);
  const { client } = openClob({
    baseUrl,
    http,
    budget,
    credentials: { l1: async ({ timeMs }) => ok(signer.headers(timeMs)) },
  });
  const derived = await client.get(deriveApiKey, {});
  const made = derived.ok || derived.error.code !== "rejected" ? derived : await client.get(createApiKey, {});
  client.close();
  return made.ok ? ok(made.value.value) : err(`live.polymarket: no API key could be derived: ${made.error.message}`);
}

interface Parts {
  readonly start: PolymarketLiveStart;
  readonly context: ConnectContext;
  readonly client: ApiClient;
  readonly signer: OrderSigner;
  readonly key: ApiKey;
}

function openAdapter({ client, context, key, signer, start }: Parts, seams: DeskSeams): LiveAdapter {
  const { scheduler, table } = context;
  const account = { apiKey: key.apiKey, makerAddress: signer.maker };
  const data = openData({ baseUrl: start.dataUrl, http: start.http }).client;
  const live = new PolymarketLive({
    ...seams,
    client,
    scheduler,
    table,
    account,
    tickOf: (instrument) => seams.stepOf(instrument) || (table.at(instrument)?.ticks[0]?.step ?? 0),
    preparer: new OrderPreparer({ signer, apiKey: key.apiKey }),
    openChannel: userChannel({ key, url: start.wsUrl, scheduler }),
  });
  const gamma = openGamma({ baseUrl: start.gammaUrl, http: start.http }).client;
  const payouts = new PayoutReader(gamma, table);
  const holdings = new HoldingsReader({ client, data, table, account, signatureType: SIGNATURE_TYPE[start.kind] });
  return {
    port: live.port as LiveAdapter["port"],
    start: (news, entries) => live.start(news, entries),
    stop: () => live.stop(),
    abandon: () => live.abandon(),
    get heartbeatMisses() {
      return live.heartbeatMisses;
    },
    get clockSkewMs() {
      return client.http.clock.offsetMs;
    },
    cancelAccount: async () => (await live.cancels.sendAll()) !== undefined,
    readHoldings: (query) => holdings.read(query),
    readPayouts: (instruments) => payouts.read(instruments),
  };
}
