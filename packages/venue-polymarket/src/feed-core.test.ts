import { expect, test } from "bun:test";
import { conditionId, FeedRig, testTable, tokenId } from "./feed-rig.ts";
import { bookEvent, change, hashedBook, lastTrade, priceChange, spaced } from "./test-events.ts";

const pair = [bookEvent(), bookEvent({ side: 1 })];

/** A rig with both books of one market live. */
function liveRig(options: Partial<ConstructorParameters<typeof FeedRig>[0]> = {}): FeedRig {
  const rig = new FeedRig({ instruments: testTable(1), ...options }).open();
  rig.frame(pair);
  rig.slots(50);
  return rig;
}

test("PolymarketFeedCore: default: snapshots begin epochs, changes follow in them", () => {
  const rig = new FeedRig({ instruments: testTable(1) }).open();
  expect(rig.frame(pair)).toBe("parsed");
  const slots = rig.slots();
  expect(slots.map(({ kind }): string => kind)).toEqual([
    ...["snapshotBegin", "snapshotLevels", "snapshotLevels", "snapshotEnd"],
    ...["snapshotBegin", "snapshotLevels", "snapshotLevels", "snapshotEnd"],
  ]);
  expect(slots[0]).toMatchObject({ instrument: 0, epoch: 1, exchangeTimeMs: 1_700_000_000_000, sequence: 1 });
  expect(slots[0].body).toEqual({ bids: 2, asks: 2, step: 100, lastPrice: -1 });
  expect(slots[1].body).toEqual({
    side: "bid",
    levels: [
      [1000, 10_000_000],
      [4000, 7_000_000],
    ],
  });

  rig.text(spaced(priceChange([change({ size: "8.5" }), change({ side: 1, way: "SELL", price: "0.6", size: "8.5" })])));
  const [first, second] = rig.slots();
  expect(first).toMatchObject({
    kind: "bookDelta",
    instrument: 0,
    epoch: 1,
    sequence: 2,
    exchangeTimeMs: 1_700_000_000_001,
  });
  expect(first.body).toEqual({
    side: "bid",
    price: 4000,
    size: 8_500_000,
    absolute: true,
    bestBid: 4000,
    bestAsk: 6000,
  });
  expect(second.body).toMatchObject({ side: "ask", price: 6000 });
  expect(rig.counters.read()).toMatchObject({
    frames: 2,
    framesParsed: 2,
    books: 2,
    priceChanges: 1,
    slots: 10,
    fallbacks: 0,
  });
});

test("PolymarketFeedCore: behavior: a book inside a live epoch replaces in place", () => {
  const rig = liveRig();
  rig.frame(bookEvent({ bids: [["0.3", "1"]], timestamp: "1700000000009" }));
  expect(rig.slots().map(({ epoch, kind }) => `${kind} ${epoch}`)[0]).toBe("snapshotBegin 1");
  expect(rig.counters.get("epochsBegun")).toBe(2);
});

test("PolymarketFeedCore: behavior: changes without a live epoch are ignored and counted", () => {
  const rig = new FeedRig({ instruments: testTable(1) }).open();
  expect(rig.frame(priceChange([change()]))).toBe("parsed");
  expect(rig.slots()).toEqual([]);
  expect(rig.counters.get("deltasWithoutEpoch")).toBe(1);
});

test("PolymarketFeedCore: behavior: a change is published whole or not at all", () => {
  const rig = liveRig();
  expect(rig.frame(priceChange([change(), change({ price: "1.5" })]))).toBe("skipped");
  expect(rig.slots()).toEqual([]);
  expect(rig.counters.get("malformedValue")).toBe(1);
});

test("PolymarketFeedCore: behavior: a bad book in an array spoils only itself, an array that is no JSON gives nothing", () => {
  const rig = new FeedRig({ instruments: testTable(2) }).open();
  expect(rig.frame([bookEvent(), bookEvent({ side: 1, bids: [["0.4", "0"]] }), bookEvent({ market: 1 })])).toBe(
    "parsed",
  );
  expect(
    rig
      .slots()
      .filter(({ kind }) => kind === "snapshotBegin")
      .map(({ instrument }) => instrument),
  ).toEqual([0, 2]);
  expect(rig.frame(JSON.stringify([bookEvent({ market: 1 })]).slice(0, -2))).toBe("skipped");
  expect(rig.slots()).toEqual([]);
  expect(rig.counters.read()).toMatchObject({ malformedValue: 1, malformedJson: 1, framesParsed: 1, framesSkipped: 1 });
});

test("PolymarketFeedCore: behavior: arrays nested too deep for the checker are still read", () => {
  const rig = new FeedRig({ instruments: testTable(1) }).open();
  const deep = `${"[".repeat(80)}${"]".repeat(80)}`;
  expect(
    rig.frame(
      `[${JSON.stringify(bookEvent()).slice(0, -1)},"deep":${deep}},${JSON.stringify(bookEvent({ side: 1 }))}]`,
    ),
  ).toBe("parsed");
  expect(rig.slots().filter(({ kind }) => kind === "snapshotEnd")).toHaveLength(2);
});

test("PolymarketFeedCore: behavior: trades, quotes and sides", () => {
  const rig = liveRig();
  rig.text(spaced(lastTrade("0.41", { size: "25.5" })));
  rig.text(
    spaced({
      event_type: "best_bid_ask",
      market: "0x",
      asset_id: tokenId(0, 1),
      best_bid: "0.59",
      best_ask: "",
      timestamp: "5",
    }),
  );
  const [trade, quote] = rig.slots();
  expect(trade).toMatchObject({ kind: "trade", instrument: 0, epoch: 1 });
  expect(trade.body).toEqual({ takerSide: "sell", price: 4100, size: 25_500_000, tradeHash: 0, block: false });
  expect(quote).toMatchObject({ kind: "quote", instrument: 1 });
  expect(quote.body).toEqual({ bestBid: 5900, bestAsk: -1, lastPrice: -1, bidSize: -1, askSize: -1 });
});

test("PolymarketFeedCore: behavior: a new tick size ends both tokens' epochs, says so, and asks for snapshots once", () => {
  const rig = liveRig();
  const tick = (side: 0 | 1) => ({
    event_type: "tick_size_change",
    market: conditionId(0),
    asset_id: tokenId(0, side),
    old_tick_size: "0.01",
    new_tick_size: "0.001",
    timestamp: "1700000000003",
  });
  rig.frame(tick(0));
  rig.frame(tick(1));
  expect(rig.slots().map(({ body, instrument, kind }) => [kind, instrument, body.reason ?? body.newStep])).toEqual([
    ["epochEnd", 0, "tick_size"],
    ["epochEnd", 1, "tick_size"],
    ["tickSize", 0, 10],
    ["tickSize", 1, 10],
  ]);
  const ids = { assets_ids: [tokenId(0, 0), tokenId(0, 1)], custom_feature_enabled: true };
  expect(rig.sent.map(({ message }) => message)).toEqual([
    { operation: "unsubscribe", ...ids },
    { operation: "subscribe", ...ids },
  ]);
  rig.frame(bookEvent({ tick_size: "0.001", bids: [["0.401", "3"]] }));
  expect(rig.slots()[0]).toMatchObject({ kind: "snapshotBegin", epoch: 3, body: { step: 10 } });
});

test("PolymarketFeedCore: behavior: levels off the tick size make the snapshot's step finer", () => {
  const rig = new FeedRig({ instruments: testTable(1) }).open();
  rig.frame(bookEvent({ bids: [["0.578", "3"]], tick_size: "0.01" }));
  expect(rig.slots()[0].body.step).toBe(20);
});

test("PolymarketFeedCore: behavior: notices are published once, with the instrument where it is ours", () => {
  const rig = liveRig();
  const notice = (market: number) => ({
    event_type: "market_resolved",
    id: `id${market}`,
    market: conditionId(market),
    assets_ids: [tokenId(market, 0), tokenId(market, 1)],
    winning_asset_id: tokenId(market, 1),
    winning_outcome: "No",
    timestamp: "1700000000004",
  });
  for (const market of [7, 7, 0, 7, 0]) expect(rig.frame(notice(market))).toBe("parsed");
  const slots = rig.slots();
  expect(slots.map(({ body, instrument, kind }) => [kind, instrument, body.value ?? body.reason])).toEqual([
    ["marketUpdate", -1, -1],
    ["marketUpdate", 0, 0],
    ["marketUpdate", 1, 10_000],
    ["epochEnd", 0, "market_closed"],
    ["epochEnd", 1, "market_closed"],
  ]);
  expect(slots[0].body.marketHash).toBe(0xaaaaaaaaaaaaa);
  expect(rig.notices.map(({ id }) => id)).toEqual(["id7", "id0"]);
  expect(rig.counters.read()).toMatchObject({ resolutions: 2, noticesRepeated: 3 });
  // A resolved market's book is not wanted again.
  rig.frame(bookEvent());
  expect(rig.slots()).toEqual([]);
  expect(rig.counters.get("booksUnwanted")).toBe(1);
});

test("PolymarketFeedCore: behavior: unknown types and malformed frames are counted and sampled, a stray PONG is neither", () => {
  const rig = liveRig();
  for (let i = 0; i < 30; i++) expect(rig.frame({ event_type: `news_${i}`, text: "x".repeat(2000) })).toBe("skipped");
  expect(rig.frame("PONG")).toBe("skipped");
  expect(rig.frame("<html>")).toBe("skipped");
  expect(rig.frame('{"event_type":"book"}')).toBe("skipped");
  expect(rig.counters.read()).toMatchObject({
    unknownTypes: 30,
    pongs: 1,
    malformedJson: 1,
    malformedSchema: 1,
    framesSkipped: 33,
  });
  expect(rig.core.samples().length).toBe(6);
  for (const { text } of rig.core.samples()) expect(text.length).toBeLessThanOrEqual(512);
});

test("PolymarketFeedCore: behavior: an array of rubbish is given up after a bounded number of refusals", () => {
  const rig = liveRig();
  expect(rig.frame(Array(10_000).fill(1))).toBe("skipped");
  expect(rig.counters.get("unknownTypes")).toBe(256);
});

test("PolymarketFeedCore: behavior: an empty snapshot array is understood", () => {
  const rig = liveRig();
  expect(rig.frame("[]")).toBe("parsed");
  expect(rig.slots()).toEqual([]);
});

test("PolymarketFeedCore: behavior: a lost connection ends its epochs, the next snapshot begins new ones", () => {
  const rig = liveRig();
  rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
  expect(rig.slots().map(({ body, kind }) => [kind, body.reason])).toEqual([
    ["epochEnd", "reconnect"],
    ["epochEnd", "reconnect"],
  ]);
  rig.open().frame(pair);
  expect(rig.slots()[0]).toMatchObject({ kind: "snapshotBegin", epoch: 3 });
});

test("PolymarketFeedCore: behavior: opening subscribes, both tokens of a market on one socket", () => {
  const rig = new FeedRig({ instruments: testTable(5), config: { assetsPerSocketMax: 5 } });
  expect(rig.core.connections).toBe(3);
  rig.core.open(1, rig.nowUs);
  expect(rig.sent).toEqual([
    {
      connection: 1,
      message: {
        type: "market",
        assets_ids: [tokenId(2, 0), tokenId(2, 1), tokenId(3, 0), tokenId(3, 1)],
        custom_feature_enabled: true,
      },
    },
  ]);
});

test("PolymarketFeedCore: behavior: instruments come and go at run time", () => {
  const rig = new FeedRig({ instruments: testTable(2), subscribed: [0, 1], config: { customFeatures: false } });
  rig.core.open(0, rig.nowUs);
  expect(rig.sent.at(-1)?.message).toEqual({ type: "market", assets_ids: [tokenId(0, 0), tokenId(0, 1)] });
  rig.core.subscribe([2, 2, 0], rig.nowUs);
  expect(rig.sent.at(-1)?.message).toEqual({ operation: "subscribe", assets_ids: [tokenId(1, 0)] });
  rig.frame([bookEvent({ market: 1 })]);
  rig.slots();
  rig.core.unsubscribe([2, 3], rig.nowUs);
  expect(rig.sent.at(-1)?.message).toEqual({ operation: "unsubscribe", assets_ids: [tokenId(1, 0)] });
  expect(rig.slots()[0]).toMatchObject({ kind: "epochEnd", instrument: 2, body: { reason: "unsubscribed" } });
  rig.frame(bookEvent({ market: 1 }));
  expect(rig.slots()).toEqual([]);
});

test("PolymarketFeedCore: behavior: a resync ends the epoch and keeps a growing distance", () => {
  const rig = liveRig();
  const subscribes = () => rig.sent.filter(({ message }) => message.operation === "subscribe").length;
  rig.core.resync([0], rig.nowUs);
  expect(rig.slots()[0].body.reason).toBe("requested");
  expect(subscribes()).toBe(1);
  // Owed already: asking again changes nothing.
  rig.core.resync([0], rig.nowUs);
  expect(subscribes()).toBe(1);
  const times: number[] = [];
  const start = rig.nowUs;
  for (let tick = 0; tick < 200; tick++) {
    const before = subscribes();
    rig.pass(100);
    if (subscribes() > before) times.push(Math.round((rig.nowUs - start) / 1e6));
    // Every snapshot that comes is distrusted at once.
    if (rig.frame([bookEvent()]) === "parsed") rig.core.resync([0], rig.nowUs);
    rig.slots();
  }
  expect(times).toEqual([1, 3, 7, 15]);
  expect(rig.counters.get("resyncsDelayed")).toBeGreaterThan(0);
});

test("PolymarketFeedCore: behavior: missing snapshots are asked for again, then the socket is opened anew", () => {
  const rig = new FeedRig({ instruments: testTable(2) }).open();
  rig.frame([bookEvent()]);
  rig.slots();
  rig.pass(5_000);
  expect(rig.counters.get("snapshotsMissing")).toBe(3);
  expect(rig.sent.map(({ message }) => message.operation)).toEqual(["unsubscribe", "subscribe"]);
  expect((rig.sent[1].message.assets_ids as string[]).length).toBe(3);
  rig.pass(20_000);
  expect(rig.reconnects).toEqual([{ connection: 0, why: "snapshots are missing" }]);
});

test("PolymarketFeedCore: behavior: one dead token does not reopen the socket of its neighbors", () => {
  const rig = new FeedRig({ instruments: testTable(2) }).open();
  rig.frame([bookEvent(), bookEvent({ side: 1 }), bookEvent({ market: 1 })]);
  rig.slots();
  rig.pass(120_000);
  expect(rig.reconnects).toEqual([]);
  expect(rig.counters.get("resyncs")).toBeGreaterThan(2);
  expect(rig.counters.get("resyncs")).toBeLessThan(12);
});

test("PolymarketFeedCore: behavior: a silent stall on a liquid connection ends the epochs and reopens the socket", () => {
  const rig = liveRig({ config: { hashBudgetPerSecond: 0 } });
  for (let i = 0; i < 40; i++) {
    rig.frame(priceChange([change({ size: String(i + 1) })], String(1_700_000_000_100 + i)));
    rig.pass(100);
  }
  rig.slots();
  rig.pass(29_000);
  expect(rig.reconnects).toEqual([]);
  rig.pass(1_500);
  expect(rig.reconnects).toEqual([{ connection: 0, why: "stalled: pings answered, no data" }]);
  expect(rig.slots().at(-1)?.body.reason).toBe("stalled");
  // After the reconnect the connection still counts as liquid: a stall that goes on is found again, with more patience.
  rig.core.close(0, { code: 1000, text: "" }, rig.nowUs);
  rig.open();
  rig.frame(pair);
  rig.slots();
  rig.pass(65_000);
  expect(rig.reconnects.length).toBe(2);
});

test("PolymarketFeedCore: behavior: a quiet market is no stall", () => {
  const rig = liveRig();
  rig.pass(300_000);
  expect(rig.reconnects).toEqual([]);
});

test("PolymarketFeedCore: behavior: an overrun ends the epochs and asks for snapshots on the next tick", () => {
  const rig = liveRig();
  rig.core.overrun(0, rig.nowUs);
  expect(rig.slots().map(({ body }) => body.reason)).toEqual(["overrun", "overrun"]);
  expect(rig.sent).toEqual([]);
  rig.pass(100);
  expect(rig.sent.map(({ message }) => message.operation)).toEqual(["unsubscribe", "subscribe"]);
});

test("PolymarketFeedCore: behavior: every text of the subscription is the table's own", () => {
  expect(hashedBook().asset_id).toBe(testTable(1).list[0].venueId);
});
