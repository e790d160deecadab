import { expect, test } from "bun:test";
import { ASK, BID } from "@augury/sim-kit";
import fc from "fast-check";
import { exchangeOf, marketSpec, SessionHarness, START_US } from "./session-harness.ts";

const BOOK = { channels: ["orderbook_delta"] };

test("subscribe: default: subscribed without number, then snapshots from 1 on, ascending, four and two decimals", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  expect(client.take()).toEqual([
    { type: "subscribed", id: 1, msg: { channel: "orderbook_delta", sid: 1 } },
    {
      type: "orderbook_snapshot",
      sid: 1,
      seq: 1,
      msg: {
        market_ticker: "A",
        market_id: "id-of-A",
        yes_dollars_fp: [
          ["0.4000", "5.00"],
          ["0.4100", "0.25"],
        ],
        no_dollars_fp: [
          ["0.5500", "12.00"],
          ["0.5700", "7.31"],
        ],
      },
    },
  ]);
});

test("subscribe: behavior: use_yes_price writes no-side prices on the YES scale, in snapshots and deltas", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { ...BOOK, market_ticker: "A", use_yes_price: true });
  expect(client.take()[1]?.msg.no_dollars_fp).toEqual([
    ["0.4300", "7.31"],
    ["0.4500", "12.00"],
  ]);
  exchange.applyLevels(0, [{ side: ASK, price: 4300, size: 7_300_000 }], START_US + 1000);
  expect(client.take()[0]?.msg).toMatchObject({ side: "no", price_dollars: "0.4300", delta_fp: "-0.01" });
});

test("subscribe: behavior: one subscribed or error per channel of the command, all with its id", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { channels: ["trade", "ticker_v2", "orderbook_delta", "ticker"], market_ticker: "A" });
  const replies = client.take().filter(({ id }) => id === 1);
  expect(replies.map(({ type, msg }) => [type, msg.channel ?? msg.code])).toEqual([
    ["subscribed", "trade"],
    ["error", 8],
    ["subscribed", "orderbook_delta"],
    ["subscribed", "ticker"],
  ]);
  expect(replies.map(({ msg }) => msg.sid).filter(Boolean)).toEqual([1, 2, 3]);
});

test("subscribe: behavior: a second one joins the first: ok with the whole list, snapshots of new markets only", () => {
  const client = new SessionHarness(exchangeOf("B", "A", "C"));
  client.command("subscribe", { ...BOOK, market_ticker: "B" });
  client.take();
  client.command("subscribe", { ...BOOK, market_tickers: ["A", "B"] });
  const [ack, ...rest] = client.take();
  expect(ack).toEqual({ type: "ok", id: 2, sid: 1, seq: 2, msg: { market_tickers: ["A", "B"] } });
  expect(rest.map(({ type, seq, msg }) => [type, seq, msg.market_ticker])).toEqual([["orderbook_snapshot", 3, "A"]]);
});

test("subscribe: behavior: a repeat of known markets gives no answer at all", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  client.take();
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  expect(client.take()).toEqual([]);
});

test("subscribe: behavior: an unknown ticker has an empty snapshot without id", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { ...BOOK, market_ticker: "NOPE" });
  expect(client.take()[1]).toEqual({
    type: "orderbook_snapshot",
    sid: 1,
    seq: 1,
    msg: { market_ticker: "NOPE", market_id: "" },
  });
});

test("subscribe: behavior: ticker and trade take no filter or one, ticker is never numbered", () => {
  const exchange = exchangeOf("A", "B");
  const [all, one] = [new SessionHarness(exchange), new SessionHarness(exchange)];
  all.command("subscribe", { channels: ["ticker", "trade"] });
  one.command("subscribe", { channels: ["ticker", "trade"], market_ticker: "B" });
  for (const client of [all, one]) client.take();
  for (const market of [0, 1])
    exchange.trade(market, { takerSide: "buy", size: 1e6, levelsMax: 1, timeUs: START_US, echoDelayUs: 0 });
  exchange.advance(START_US);
  const seen = (client: SessionHarness) =>
    client.take().map(({ type, seq, msg }) => `${type} ${seq} ${msg.market_ticker}`);
  expect(seen(all)).toEqual(["trade 1 A", "trade 2 B", "ticker undefined A", "ticker undefined B"]);
  expect(seen(one)).toEqual(["trade 1 B", "ticker undefined B"]);
});

test("subscribe: behavior: send_initial_snapshot gives tickers at once", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { channels: ["ticker"], market_ticker: "A", send_initial_snapshot: true });
  expect(client.take()[1]).toMatchObject({
    type: "ticker",
    sid: 1,
    msg: {
      market_ticker: "A",
      price_dollars: "0.0000",
      yes_bid_dollars: "0.4100",
      yes_ask_dollars: "0.4300",
      yes_bid_size_fp: "0.25",
    },
  });
});

test("update_subscription: behavior: add, delete and get_snapshot, all on one counter", () => {
  const exchange = exchangeOf("A", "B");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  client.command("update_subscription", { sid: 1, action: "add_markets", market_tickers: ["B"] });
  client.command("update_subscription", { sids: [1], action: "delete_markets", market_tickers: ["A"] });
  client.command("update_subscription", { sid: 1, action: "get_snapshot", market_ticker: "B" });
  exchange.applyLevels(0, [{ side: BID, price: 100, size: 1e6 }], START_US);
  exchange.applyLevels(1, [{ side: BID, price: 100, size: 1e6 }], START_US);
  const seen = client.take().map(({ type, id, seq, msg }) => [type, id, seq, msg.market_ticker ?? msg.market_tickers]);
  expect(seen).toEqual([
    ["subscribed", 1, undefined, undefined],
    ["orderbook_snapshot", undefined, 1, "A"],
    ["ok", 2, 2, ["A", "B"]],
    ["orderbook_snapshot", undefined, 3, "B"],
    ["ok", 3, 4, ["B"]],
    ["orderbook_snapshot", 4, 5, "B"],
    ["orderbook_delta", undefined, 6, "B"],
  ]);
});

test("update_subscription: behavior: skip_ticker_ack shortens the acknowledgement", () => {
  const client = new SessionHarness(exchangeOf("A", "B"));
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  client.take();
  client.command("update_subscription", { sid: 1, action: "add_markets", market_ticker: "B", skip_ticker_ack: true });
  expect(client.take()[0]).toEqual({ type: "ok", id: 2, sid: 1, seq: 2, msg: {} });
});

test("unsubscribe: behavior: uses a number, ends the data; a new subscribe has a new sid and counts from 1", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  client.take();
  client.command("unsubscribe", { sids: [1, 77] });
  const replies = client.take();
  expect(replies[0]).toMatchObject({ type: "unsubscribed", id: 2, sid: 1, seq: 2 });
  expect(replies[1]?.msg.code).toBe(7);
  exchange.applyLevels(0, [{ side: BID, price: 100, size: 1e6 }], START_US);
  expect(client.take()).toEqual([]);
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  expect(client.take().map(({ sid, seq, msg }) => [sid ?? msg.sid, seq])).toEqual([
    [2, undefined],
    [2, 1],
  ]);
});

test("list_subscriptions: behavior: an array of channels and sids, no sid and no number on top", () => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { channels: ["trade", "orderbook_delta"], market_ticker: "A" });
  client.take();
  client.command("list_subscriptions");
  expect(client.take() as unknown[]).toEqual([
    {
      type: "ok",
      id: 2,
      msg: [
        { channel: "trade", sid: 1 },
        { channel: "orderbook_delta", sid: 2 },
      ],
    },
  ]);
});

test.each([
  ["{", 1],
  ['{"id":1,"cmd":"dance","params":{}}', 5],
  ['{"id":1,"cmd":"subscribe"}', 2],
  ['{"id":1,"cmd":"subscribe","params":{}}', 3],
  ['{"id":1,"cmd":"subscribe","params":{"channels":["orderbook_delta"]}}', 14],
  ['{"id":1,"cmd":"subscribe","params":{"channels":"trade"}}', 11],
  ['{"id":1,"cmd":"unsubscribe","params":{}}', 4],
  ['{"id":1,"cmd":"update_subscription","params":{"sids":[1,2],"action":"add_markets"}}', 12],
  ['{"id":1,"cmd":"update_subscription","params":{"sid":9,"action":"add_markets"}}', 7],
  ['{"id":1,"cmd":"update_subscription","params":{"sid":1}}', 15],
  ['{"id":1,"cmd":"update_subscription","params":{"sid":1,"action":"juggle","market_ticker":"A"}}', 13],
  ['{"id":1,"cmd":"update_subscription","params":{"sid":1,"action":"add_markets"}}', 14],
])("CommandSession: error: %s gives code %p", (text, code) => {
  const client = new SessionHarness(exchangeOf("A"));
  client.command("subscribe", { channels: ["trade"], market_ticker: "A" });
  client.take();
  client.say(text);
  const [reply] = client.take();
  expect(reply).toMatchObject({ type: "error", msg: { code } });
  expect(reply?.id).toBe(text === "{" ? undefined : 1);
});

test("CommandSession: behavior: commands that wait together are worked off in any order", () => {
  const orders = new Set<string>();
  const client = new SessionHarness(exchangeOf("A"), { reorderAcks: true });
  for (let round = 0; round < 12; round++) {
    for (const id of [1, 2, 3]) client.session.receive(JSON.stringify({ id, cmd: "list_subscriptions" }));
    client.session.onTime(0);
    orders.add(
      client
        .take()
        .map(({ id }) => id)
        .join(),
    );
  }
  expect(orders.size).toBeGreaterThan(1);
});

test("CommandSession: behavior: numbers rise by one per sid whatever happens", () => {
  const anyStep = fc.constantFrom("change", "trade", "add", "delete", "snapshot", "close", "resubscribe" as const);
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const exchange = exchangeOf("A", "B", "C");
      const client = new SessionHarness(exchange);
      client.command("subscribe", { channels: ["orderbook_delta", "trade"], market_tickers: ["A", "B"] });
      const next = new Map<number, number>();
      for (const [i, step] of steps.entries()) {
        const timeUs = START_US + i * 1000;
        if (step === "change")
          exchange.applyLevels(i % 2, [{ side: BID, price: 100 + i * 10, size: (i + 1) * 1e4 }], timeUs);
        if (step === "trade") exchange.trade(0, { takerSide: "sell", size: 3e4, levelsMax: 2, timeUs, echoDelayUs: 0 });
        if (step === "add")
          client.command("update_subscription", { sid: 1, action: "add_markets", market_ticker: "C" });
        if (step === "delete")
          client.command("update_subscription", { sid: 1, action: "delete_markets", market_ticker: "C" });
        if (step === "snapshot")
          client.command("update_subscription", { sid: 1, action: "get_snapshot", market_ticker: "A" });
        if (step === "close") exchange.closeMarket(2, timeUs);
        if (step === "resubscribe") client.command("subscribe", { ...BOOK, market_ticker: "B" });
        for (const { sid, seq } of client.take()) {
          if (sid === undefined || seq === undefined) continue;
          expect(seq).toBe((next.get(sid) ?? 0) + 1);
          next.set(sid, seq);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("CommandSession: behavior: the chaos dial's gap shows in the number and nowhere else", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { ...BOOK, market_ticker: "A" });
  client.take();
  client.gaps = [0, 3];
  for (const size of [1, 2, 3]) exchange.applyLevels(0, [{ side: BID, price: 100, size: size * 1e6 }], START_US);
  expect(client.take().map(({ seq }) => seq)).toEqual([2, 6, 7]);
});

test("CommandSession: behavior: an unknown market of the stream does not reach a filtered client", () => {
  const exchange = exchangeOf("A");
  const client = new SessionHarness(exchange);
  client.command("subscribe", { channels: ["market_lifecycle_v2", "orderbook_delta"], market_ticker: "A" });
  client.take();
  exchange.applyLevels(
    exchange.launchMarket(marketSpec("Z"), START_US),
    [{ side: BID, price: 100, size: 1e6 }],
    START_US,
  );
  expect(client.take().map(({ type, msg }) => [type, msg.event_type])).toEqual([["market_lifecycle_v2", "created"]]);
});
