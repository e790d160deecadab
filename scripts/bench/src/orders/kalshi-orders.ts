import { formatPrice, formatSize, priceTicks, sizeMicros } from "@augury/core";
import { ClockOffset, systemScheduler } from "@augury/net";
import { generateThrowawayKeyPair, KalshiSigner, verifyKalshiSignature } from "@augury/signing";
import {
  applyKalshiLimits,
  HeadersAhead,
  type KalshiRequestSigner,
  kalshiApi,
  kalshiCredentials,
  openKalshiRest,
} from "@augury/venue-kalshi";
import axios from "axios";
import { Configuration, OrdersApi } from "kalshi-typescript";
import { WANTED } from "./bench-account.ts";
import type { LogFolder } from "./intent-logs.ts";
import type { OrderContender } from "./order-rounds.ts";

const TICKER = "KXBTC-26NOV2117-B95000";
const BASE = "/trade-api/v2";
const PATH = `${BASE}/portfolio/events/orders`;
const KEY_ID = "bench";

/** The order as the venue takes it, from our units. A fresh id each time: the same one again would be refused. */
function orderOf() {
  return {
    ticker: TICKER,
    client_order_id: crypto.randomUUID(),
    side: "bid",
    count: formatSize(sizeMicros(WANTED.contracts * 1e6), 2),
    price: formatPrice(priceTicks(WANTED.ticks), 4),
    time_in_force: "immediate_or_cancel",
    self_trade_prevention_type: "taker_at_cross",
  } as const;
}

const KEYS = generateThrowawayKeyPair();

/** Body and signed headers, without the request: RSA-PSS over time, method and path. */
export function kalshiMaking(): OrderContender[] {
  const { privateKeyPem } = KEYS;
  const signer = openSigner(privateKeyPem);
  return [
    {
      name: "ours: body, KalshiSigner's headers",
      place: () => ({ body: JSON.stringify(orderOf()), headers: signer.headers(Date.now(), "POST", PATH) }),
    },
    { name: "official: what its interceptor does before sending", place: officialHeaders(privateKeyPem) },
  ];
}

/** Whether the headers of one of them prove the key. */
export function isSignedForKalshi(made: unknown): boolean {
  const { headers } = made as { headers: Readonly<Record<string, string>> };
  const { "KALSHI-ACCESS-SIGNATURE": signature, "KALSHI-ACCESS-TIMESTAMP": timestamp } = headers;
  return verifyKalshiSignature(KEYS.publicKeyPem, { timestamp, signature, method: "POST", path: PATH });
}

/** The official client's request up to the moment at which it would be sent: its axios is given an adapter that keeps it. */
function officialHeaders(privateKeyPem: string): () => Promise<unknown> {
  const kept = axios.create({
    adapter: async (config) => ({
      data: { body: config.data, headers: config.headers },
      status: 200,
      statusText: "",
      headers: {},
      config,
    }),
  });
  const orders = openOfficialOrders(`http://127.0.0.1:1${BASE}`, privateKeyPem, kept);
  return async () => (await orders.createOrderV2(orderOf())).data;
}

/** The same until it is posted. */
export function kalshiPosting(host: string, folder: LogFolder): OrderContender[] {
  const { privateKeyPem } = KEYS;
  const signer = openSigner(privateKeyPem);
  const log = folder.open("each");
  const orders = openOfficialOrders(`${host}${BASE}`, privateKeyPem, axios.create());
  const direct = openOwn(host, signer);
  const signsAhead = openHeadersAhead(signer);
  const quick = openOwn(host, signsAhead);
  const durable = openOwn(host, signer);
  return [
    {
      name: "ours: log with fsync, ApiClient",
      place: () => {
        const order = orderOf();
        if (!log.append({ kind: "prepared", key: order.client_order_id, order })) throw new Error("the log takes it");
        return durable.place(order);
      },
      close: durable.close,
    },
    { name: "ours: ApiClient, nothing written down", place: () => direct.place(orderOf()), close: direct.close },
    {
      name: "ours: headers signed ahead, nothing written down",
      place: () => quick.place(orderOf()),
      close: () => {
        signsAhead.stop();
        quick.close();
      },
    },
    { name: "official: createOrderV2", place: () => orders.createOrderV2(orderOf()) },
    { name: "floor: fetch of bytes signed before", place: openFloor(host, signer) },
  ];
}

function openHeadersAhead(signer: KalshiSigner): HeadersAhead {
  const clock = new ClockOffset();
  const venueMs = () => clock.serverTimeMs(systemScheduler.nowUs());
  const routes = [{ method: "POST", path: PATH }];
  const signsAhead = new HeadersAhead({ signer, routes, scheduler: systemScheduler, venueMs });
  signsAhead.start();
  return signsAhead;
}

function openOwn(host: string, signer: KalshiRequestSigner) {
  const { client, budget, close } = openKalshiRest({
    baseUrl: `${host}${BASE}`,
    credentials: kalshiCredentials(signer),
  });
  // The budget would rightly slow down so many orders a second: here it never lacks a token.
  const plenty = { refill_rate: 1e9, bucket_capacity: 1e9 };
  const account = { usage_tier: "bench", read: plenty, write: plenty };
  applyKalshiLimits(budget, { account, costs: { default_cost: 0, endpoint_costs: [] } });
  const place = async (order: ReturnType<typeof orderOf>) => {
    const answer = await client.get(kalshiApi.createOrder, order);
    if (!answer.ok) throw answer.error;
  };
  return { place, close };
}

function openFloor(host: string, signer: KalshiSigner): () => Promise<unknown> {
  const headers = { "content-type": "application/json", ...signer.headers(Date.now(), "POST", PATH) };
  const body = JSON.stringify(orderOf());
  return async () => (await fetch(`${host}${PATH}`, { method: "POST", headers, body })).json();
}

function openOfficialOrders(basePath: string, privateKeyPem: string, http: ReturnType<typeof axios.create>): OrdersApi {
  return new OrdersApi(new Configuration({ apiKey: KEY_ID, privateKeyPem, basePath }), basePath, http);
}

function openSigner(privateKeyPem: string): KalshiSigner {
  const signer = KalshiSigner.fromPem(KEY_ID, privateKeyPem);
  if (!signer.ok) throw signer.error;
  return signer.value;
}
