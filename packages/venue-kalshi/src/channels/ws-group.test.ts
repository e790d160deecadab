import { afterEach, expect, test } from "bun:test";
import { ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { OpenStream, StreamMessage } from "@augury/net";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { FakeKalshi } from "../../sim/fake-kalshi.ts";
import { exchangeOf } from "../../sim/session-harness.ts";
import { KALSHI_GROUPS } from "../groups.ts";
import { openKalshiRest } from "../rest/kalshi-rest.ts";
import { kalshiCredentials } from "../rest/request-signing.ts";
import * as kalshiApi from "../rest/rest-api.ts";
import { toAccountFill, toAccountOrder, toAccountPosition } from "./account-events.ts";
import type { FillBody, MarketPositionBody, UserOrderBody } from "./account-messages.ts";
import { CHANNELS } from "./channel.ts";
import { WS_GROUP } from "./ws-group.ts";

const pair = generateThrowawayKeyPair();
const stranger = generateThrowawayKeyPair();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A sink that lets tests wait for what it hears. */
class Ear {
  readonly messages: StreamMessage[] = [];
  readonly statuses: string[] = [];
  readonly over = Promise.withResolvers<VenueError | undefined>();
  private waiting: { test: () => boolean; resolve: () => void }[] = [];

  message(message: StreamMessage): void {
    this.messages.push(message);
    this.look();
  }
  status(text: string): void {
    this.statuses.push(text);
    this.look();
  }
  ended(error: VenueError | undefined): void {
    this.over.resolve(error);
  }
  until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ test, resolve }));
  }
  has(status: string): boolean {
    return this.statuses.some((one) => one.startsWith(status));
  }
  private look(): void {
    this.waiting = this.waiting.filter(({ test, resolve }) => {
      if (test()) resolve();
      return !test();
    });
  }
}

function startVenue(): FakeKalshi {
  const venue = FakeKalshi.start({
    port: 0,
    exchange: exchangeOf("A", "B"),
    keys: [{ keyId: "key-1", publicKey: pair.publicKeyPem }],
    pingEveryMs: 0,
  });
  closing.push(() => venue.stop());
  return venue;
}

function signerOf(privateKey: string): KalshiSigner {
  const signer = KalshiSigner.fromPem("key-1", privateKey);
  if (!signer.ok) throw signer.error;
  return signer.value;
}

/** The bodies of one type, oldest first. */
function of(ear: Ear, topic: string): unknown[] {
  return ear.messages.filter((message) => message.topic === topic).map(({ value }) => value);
}

function unwrap<Value>(result: Result<Value, VenueError>): Value {
  if (!result.ok) throw result.error;
  return result.value;
}

function listen(venue: FakeKalshi, name: string, params: object, privateKey = pair.privateKeyPem): Ear {
  const signer = signerOf(privateKey);
  const group = WS_GROUP.open({
    streamUrl: venue.socketUrl,
    mintStreamHeaders: async () => ok(signer.headers(Date.now(), "GET", "/trade-api/ws/v2")),
  });
  const ear = new Ear();
  const opened = group.stream(name, params, ear);
  if (!opened.ok) throw opened.error;
  const stream: OpenStream = opened.value;
  closing.push(() => stream.close());
  return ear;
}

const FILL = {
  tradeId: "t",
  orderId: "o",
  clientOrderId: "c",
  ticker: "A",
  isTaker: true,
  bookSide: "bid",
  price: 4300,
  size: 1_000_000,
  fee: 17_200,
  postPosition: 1_000_000,
  timeMs: 1_790_000_000_000,
} as const;

test("KALSHI_GROUPS: default: every channel of the venue is a stream", () => {
  const group = KALSHI_GROUPS.find(({ name }) => name === "ws");
  const channels = new Set(group?.streams.flatMap(({ channel }) => channel.split(/[:,]\s*/)));
  for (const channel of Object.keys(CHANNELS)) expect(channels).toContain(channel);
  for (const { params, example } of WS_GROUP.streams) expect(params.safeParse(example).success).toBe(true);
});

test("ws account: default: signed, subscribed, and the account's fill arrives", async () => {
  const venue = startVenue();
  const ear = listen(venue, "account", {});
  await ear.until(() => ear.has("live: fill"));
  venue.exchange.accounts.emitFill("key-1", FILL);
  venue.flush();
  await ear.until(() => ear.messages.length > 0);
  expect(ear.messages[0]).toMatchObject({ topic: "fill", value: { trade_id: "t", fee_cost: "0.017200" } });
});

test("ws orderbook-delta: behavior: a lost frame is a message and a line, and every book comes again", async () => {
  const venue = startVenue();
  const ear = listen(venue, "orderbook-delta", { tickers: "A,B" });
  await ear.until(() => ear.messages.length === 2);
  expect(venue.chaos({ fault: "gap", args: { count: 1, size: 3 } }).ok).toBe(true);
  venue.exchange.applyLevels(0, [{ side: 0, price: 4000, size: 1_000_000 }], Date.now() * 1000);
  venue.flush();
  await ear.until(() => ear.messages.length === 6);
  expect(ear.messages.slice(2).map(({ topic }) => topic)).toEqual([
    "gap",
    "orderbook_delta",
    "orderbook_snapshot",
    "orderbook_snapshot",
  ]);
  expect(ear.messages[2]?.value).toMatchObject({ kind: "gap", missed: 3 });
  expect(ear.has("gap: 3 messages of orderbook_delta")).toBe(true);
});

test("ws account: behavior: after a lost connection it is live again, and says so", async () => {
  const venue = startVenue();
  const ear = listen(venue, "fill", {});
  await ear.until(() => ear.has("live: fill"));
  venue.chaos({ fault: "disconnect", args: {} });
  await ear.until(() => ear.statuses.filter((one) => one.startsWith("live: fill")).length === 2);
  venue.exchange.accounts.emitFill("key-1", FILL);
  venue.flush();
  await ear.until(() => ear.messages.length === 1);
});

test("ws cfbenchmarks-value: default", async () => {
  const venue = startVenue();
  const ear = listen(venue, "cfbenchmarks-value", { indices: "BRTI" });
  await ear.until(() => ear.has("live: cfbenchmarks_value"));
  venue.exchange.advance(Date.now() * 1000);
  venue.flush();
  await ear.until(() => ear.messages.length === 1);
  expect(ear.messages[0]?.value).toMatchObject({ index_id: "BRTI" });
});

test("ws pyth-value: behavior: the list of what there is comes first when asked for", async () => {
  const venue = startVenue();
  const ear = listen(venue, "pyth-value", { underlyings: "XAU/USD", list: "true" });
  await ear.until(() => ear.messages.length === 1);
  expect(ear.messages[0]).toMatchObject({
    topic: "pyth_value_underlying_list",
    value: { underlying_tickers: ["XAU/USD", "XAG/USD", "WTI/USD"] },
  });
  venue.exchange.advance(Date.now() * 1000);
  venue.flush();
  await ear.until(() => ear.messages.length === 2);
  expect(ear.messages[1]?.value).toMatchObject({ underlying_ticker: "XAU/USD" });
});

test("ws account: behavior: an order's whole life, as REST and the stream tell it, in our units", async () => {
  const venue = startVenue();
  const ear = listen(venue, "account", { tickers: "A" });
  await ear.until(() => ["fill", "user_orders", "market_positions"].every((one) => ear.has(`live: ${one}`)));
  const rest = openKalshiRest({ baseUrl: venue.url, credentials: kalshiCredentials(signerOf(pair.privateKeyPem)) });
  closing.push(async () => rest.close());
  const order = { ticker: "A", side: "bid", time_in_force: "good_till_canceled", count: "10", price: "0.43" } as const;
  const created = await rest.client.get(kalshiApi.createOrder, {
    ...order,
    client_order_id: "mine-1",
    self_trade_prevention_type: "taker_at_cross",
  });
  if (!created.ok) throw created.error;
  venue.flush();
  // 7.31 of the 10 are offered at 0.43: the rest stays in the book.
  await ear.until(
    () => of(ear, "fill").length > 0 && of(ear, "market_position").length > 0 && of(ear, "user_order").length > 0,
  );
  const fill = unwrap(toAccountFill(of(ear, "fill")[0] as FillBody));
  expect(fill).toMatchObject({
    clientOrderId: "mine-1",
    side: "buy",
    price: 4300,
    size: 7_310_000,
    liquidity: "taker",
  });
  expect(fill.position).toBe(fill.size);
  const state = unwrap(toAccountOrder(of(ear, "user_order").at(-1) as UserOrderBody));
  expect(state).toMatchObject({
    state: "partially_filled",
    filledSize: 7_310_000,
    remainingSize: 2_690_000,
    fees: fill.fee,
  });
  const position = unwrap(toAccountPosition(of(ear, "market_position").at(-1) as MarketPositionBody));
  expect(position).toMatchObject({ ticker: "A", size: 7_310_000, fees: fill.fee });

  const canceled = await rest.client.get(kalshiApi.cancelOrder, { order_id: fill.orderId, market_ticker: "A" });
  expect(canceled.ok).toBe(true);
  venue.flush();
  const last = () => unwrap(toAccountOrder(of(ear, "user_order").at(-1) as UserOrderBody)).state;
  await ear.until(() => last() === "canceled");
});

test("ws: error: another key's signature ends the stream", async () => {
  const ear = listen(startVenue(), "fill", {}, stranger.privateKeyPem);
  expect(await ear.over.promise).toMatchObject({ code: "auth", retry: "never" });
});

test("ws: error: without a key, with wrong parameters, without such a stream", () => {
  const ear = new Ear();
  const group = WS_GROUP.open();
  const errorOf = (name: string, params: object) => {
    const opened = group.stream(name, params, ear);
    return opened.ok ? undefined : opened.error;
  };
  expect(errorOf("fill", {})).toMatchObject({ code: "auth", retry: "never" });
  expect(errorOf("orderbook-delta", {})?.message).toContain("tickers");
  expect(errorOf("nothing", {})?.hint).toContain("user-orders");
});
