import { join, resolve } from "node:path";
import { MICROS, sizeMicros } from "@augury/core";
import type { LiveStart, LiveVenueStarts, SecretSource, WalletSource } from "@augury/pipeline";
import type { KalshiLiveConfig, PolymarketLiveConfig, WalletRef } from "../config/live-config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { polymarketHttp } from "../config/polymarket-config.ts";
import type { SecretRef } from "../config/secret-ref.ts";

const CHAINS = { polygon: 137, amoy: 80002 } as const;

/** Returns what the executor begins live trading with, `undefined` in the other modes. It says where the keys are; nobody reads them here. */
export function liveStartOf({ config, paths }: LoadedConfig, processId: string): LiveStart | undefined {
  const { live, mode } = config;
  if (mode !== "live" || !live) return undefined;
  return {
    processId,
    directory: join(paths.dataDir, live.logDir),
    fsync: live.fsync,
    orders: live.orders,
    venues: {
      ...(live.polymarket && { polymarket: polymarketOf(live.polymarket, config) }),
      ...(live.kalshi && { kalshi: kalshiOf(live.kalshi, config) }),
    },
  };
}

function polymarketOf(live: PolymarketLiveConfig, { venues }: LoadedConfig["config"]) {
  const { polymarket } = venues;
  if (!polymarket) throw new Error("venues.polymarket is there: the configuration was checked");
  const { api, chain, dataUrl, funder, kind, wallet, wsUrl } = live;
  return {
    wallet: walletSource(wallet),
    kind: kind === "deposit" ? ("depositWallet" as const) : kind,
    chainId: CHAINS[chain],
    clobUrl: polymarket.clobUrl,
    dataUrl,
    gammaUrl: polymarket.gammaUrl,
    wsUrl,
    http: polymarketHttp(polymarket),
    ...(funder !== undefined && { funder }),
    ...(api && {
      api: {
        apiKey: secretSource(api.apiKey),
        secret: secretSource(api.secret),
        passphrase: secretSource(api.passphrase),
      },
    }),
  };
}

function kalshiOf(live: KalshiLiveConfig, { venues }: LoadedConfig["config"]): NonNullable<LiveVenueStarts["kalshi"]> {
  const { kalshi } = venues;
  if (!kalshi?.credentials) throw new Error("venues.kalshi has credentials: the configuration was checked");
  const { burstContractsMax, cancelOnPause, subaccount } = live;
  return {
    keyId: secretSource(kalshi.credentials.keyId),
    privateKey: secretSource(kalshi.credentials.privateKey),
    restUrl: kalshi.restUrl,
    wsUrl: kalshi.ws,
    http: { attemptTimeoutMs: kalshi.requestMsMax, ...kalshi.http },
    cancelOnPause,
    ...(subaccount !== undefined && { subaccount }),
    ...(burstContractsMax !== undefined && { burstMax: sizeMicros(Math.round(burstContractsMax * MICROS)) }),
  };
}

function walletSource(wallet: WalletRef): WalletSource {
  if (!("keystore" in wallet)) return secretSource(wallet);
  return { from: "keystore", path: resolve(wallet.keystore), password: secretSource(wallet.password) };
}

/** A configuration's reference in the words of packages/signing. */
export function secretSource({ env, file }: SecretRef): SecretSource {
  return file === undefined ? { from: "environment", name: env ?? "" } : { from: "file", path: resolve(file) };
}
