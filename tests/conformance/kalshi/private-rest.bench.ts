import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { applyKalshiLimits, kalshiApi, kalshiCredentials, openKalshiRest } from "@augury/venue-kalshi";
import { SocketWatch } from "../socket-watch.ts";
import { type CallShape, type CallTimes, type Candidate, printTimes, timeToSocket } from "../time-to-socket.ts";
import { openOfficial } from "./official-apis.ts";

const ORDER_ID = "7a1c2f8e-3b57-4a0e-9c53-0f1e2d3c4b5a";
const ORDER = {
  ticker: "KXBTC-26NOV2117-B95000",
  client_order_id: ORDER_ID,
  side: "bid",
  count: "10",
  price: "0.56",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
} as const;
const PLACED = { order_id: ORDER_ID, fill_count: "0.00", remaining_count: "10.00", ts_ms: 1 };
const CANCELED = { order_id: ORDER_ID, reduced_by: "10.00", ts_ms: 1 };

/**
 * Measures the private REST path: an order is placed, an order is canceled; from the call until the bytes are there. Every call signs
 * with RSA. The bare fetch sends bytes that were signed beforehand: what the machine itself takes.
 */
export async function benchPrivateRest(shape: CallShape): Promise<CallTimes[]> {
  const watch = new SocketWatch({ POST: PLACED, DELETE: CANCELED });
  const { candidates, close } = openCandidates(`${watch.url}/trade-api/v2`);
  const times = await timeToSocket(candidates, watch, shape);
  close();
  watch.close();
  return times;
}

function openCandidates(baseUrl: string): { readonly candidates: readonly Candidate[]; close(): void } {
  const { privateKeyPem } = generateThrowawayKeyPair();
  const signer = KalshiSigner.fromPem("bench", privateKeyPem);
  if (!signer.ok) throw signer.error;
  const official = openOfficial({ keyId: "bench", privateKeyPem, basePath: baseUrl });
  const { client, budget, close } = openKalshiRest({ baseUrl, credentials: kalshiCredentials(signer.value) });
  // The budget would rightly slow down so many orders a second: here it never lacks a token.
  const plenty = { refill_rate: 1e9, bucket_capacity: 1e9 };
  const account = { usage_tier: "bench", read: plenty, write: plenty };
  applyKalshiLimits(budget, { account, costs: { default_cost: 0, endpoint_costs: [] } });
  const path = "/portfolio/events/orders";
  const headers = {
    "content-type": "application/json",
    ...signer.value.headers(Date.now(), "POST", `/trade-api/v2${path}`),
  };
  const body = JSON.stringify(ORDER);
  const named = (name: string, call: () => Promise<unknown>): Candidate => ({ name, call });
  return {
    candidates: [
      named("place: bare fetch", async () =>
        (await fetch(`${baseUrl}${path}`, { method: "POST", headers, body })).text(),
      ),
      named("place: ours", () => client.get(kalshiApi.createOrder, ORDER)),
      named("place: official", () => official.OrdersApi.createOrderV2(ORDER)),
      named("cancel: ours", () =>
        client.get(kalshiApi.cancelOrder, { order_id: ORDER_ID, market_ticker: ORDER.ticker }),
      ),
      named("cancel: official", () => official.OrdersApi.cancelOrderV2(ORDER_ID, undefined, undefined, ORDER.ticker)),
    ],
    close,
  };
}

if (import.meta.main) printTimes(await benchPrivateRest({ calls: 1500, warmup: 150 }));
