import { err, ok } from "@augury/core";
import type { LiveAdapter } from "@augury/model";
import { ClockOffset, type MintHeaders } from "@augury/net";
import { KalshiSigner, readSecret } from "@augury/signing";
import {
  accountChannel,
  closingTrades,
  HeadersAhead,
  KalshiHoldingsReader,
  KalshiLive,
  type KalshiRest,
  kalshiCredentials,
  openKalshiRest,
} from "@augury/venue-kalshi";
import type { DeskSeams } from "../live-desk.ts";
import type { ConnectContext, ConnectVenue, VenueConnection } from "../venue-connection.ts";
import { kalshiAccountName } from "./kalshi-account-name.ts";
import type { KalshiLiveStart } from "./kalshi-live-start.ts";

/** Where orders go: signed ahead, because a signature of the key takes longer than everything else on the way to the socket. */
const ORDER_PATHS = ["/portfolio/events/orders", "/portfolio/events/orders/batched"];

/** Reads the key, takes over the account's rate limits, and makes ready what orders need. */
export const connectKalshi: ConnectVenue<KalshiLiveStart> = async (start, context) => {
  const { environment, scheduler } = context;
  const keyId = readSecret(start.keyId, environment);
  if (!keyId.ok) return err(`live.kalshi.keyId: ${keyId.error.message}`);
  const pem = readSecret(start.privateKey, environment);
  if (!pem.ok) return err(`live.kalshi.privateKey: ${pem.error.message}`);
  const signer = KalshiSigner.fromPem(keyId.value, pem.value);
  if (!signer.ok) return err(`live.kalshi.privateKey: ${signer.error.message}`);
  const { http, restUrl: baseUrl } = start;
  const clock = new ClockOffset();
  const ahead = new HeadersAhead({
    signer: signer.value,
    routes: ORDER_PATHS.map((path) => ({ method: "POST", path: pathOf(baseUrl).replace(/\/+$/, "") + path })),
    scheduler,
    venueMs: () => clock.serverTimeMs(scheduler.nowUs()),
  });
  const rest = openKalshiRest({ baseUrl, http, scheduler, clock, credentials: kalshiCredentials(ahead) });
  const limits = await rest.refreshLimits();
  if (!limits.ok && limits.error.code === "auth") {
    rest.close();
    return err(`live.kalshi: the venue refuses the key ${keyId.value}: ${limits.error.message}`);
  }
  const tier = limits.ok ? limits.value.account.usage_tier : "unknown: the least is kept";
  const account = kalshiAccountName(keyId.value, start);
  const connection: VenueConnection = {
    venue: "kalshi",
    account,
    locks: [account],
    description: `Kalshi: key ${keyId.value}, subaccount ${start.subaccount ?? "of the key"}, rate tier ${tier}`,
    adapter: (seams) => openAdapter({ start, context, rest, ahead, signer: signer.value }, seams),
    close: () => {
      ahead.stop();
      rest.close();
    },
  };
  return ok(connection);
};

interface Parts {
  readonly start: KalshiLiveStart;
  readonly context: ConnectContext;
  readonly rest: KalshiRest;
  readonly ahead: HeadersAhead;
  readonly signer: KalshiSigner;
}

function openAdapter({ ahead, context, rest, signer, start }: Parts, seams: DeskSeams): LiveAdapter {
  const { note, scheduler, table } = context;
  const { client } = rest;
  const { burstMax, cancelOnPause, subaccount } = start;
  const mintHeaders: MintHeaders = () =>
    Promise.resolve(ok(signer.headers(client.http.clock.serverTimeMs(scheduler.nowUs()), "GET", pathOf(start.wsUrl))));
  const live: KalshiLive = new KalshiLive({
    ...seams,
    client,
    scheduler,
    table,
    cancelOnPause,
    account: subaccount === undefined ? {} : { subaccount },
    openChannel: accountChannel({ mintHeaders, url: start.wsUrl, scheduler }),
    settled: (settlement) => {
      for (const trade of closingTrades(settlement, seams.positionOf)) seams.observe(trade);
    },
    ...(burstMax !== undefined && {
      group: {
        contractsMax: burstMax,
        changed: (state) => {
          const detail =
            "orders go out again once the group is active; the venue's cap on bursts was reached or is unknown";
          if (state !== "active" && state !== "opening")
            note({ level: "warn", venue: "kalshi", what: `order group ${state}`, detail });
        },
      },
    }),
  });
  const holdings = new KalshiHoldingsReader({
    client,
    scheduler,
    table,
    subaccount,
    findOrderKey: (orderId, ticker) => live.findOrderKey(orderId, ticker),
  });
  return {
    port: live.port as LiveAdapter["port"],
    start: (news, entries) => {
      ahead.start();
      live.start(news, entries);
    },
    stop: async () => {
      await live.stop();
      ahead.stop();
    },
    abandon: () => {
      ahead.stop();
      return live.abandon();
    },
    heartbeatMisses: 0,
    get clockSkewMs() {
      return client.http.clock.offsetMs;
    },
    cancelAccount: () => live.cancels.sendAll(),
    readHoldings: (query) => holdings.read(query),
  };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
