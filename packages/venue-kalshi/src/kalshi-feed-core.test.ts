import { expect, test } from "bun:test";
import { KalshiFeedRig, type RigOptions } from "./kalshi-feed-rig.ts";

const A = "KXGOLDH-26AUG2711-T4615.99";
const B = "KXGOLDH-26AUG2711-T4617.99";

const subscribed = (id: number, channel: string, sid: number) => ({ type: "subscribed", id, msg: { channel, sid } });
const okFrame = (id: number, sid: number, seq: number, tickers: string[] = []) => ({
  type: "ok",
  id,
  sid,
  seq,
  msg: { market_tickers: tickers },
});
const errorFrame = (id: number, code: number, more: object = {}) => ({
  type: "error",
  id,
  msg: { code, msg: "text", ...more },
});

function snapshot(
  seq: number,
  ticker = A,
  sides: object = { yes_dollars_fp: [["0.4000", "10.00"]], no_dollars_fp: [["0.5500", "20.00"]] },
) {
  return { type: "orderbook_snapshot", sid: 1, seq, msg: { market_ticker: ticker, market_id: "id", ...sides } };
}

function delta(seq: number, ticker = A, msg: object = {}) {
  return {
    type: "orderbook_delta",
    sid: 1,
    seq,
    msg: {
      market_ticker: ticker,
      side: "yes",
      price_dollars: "0.4000",
      delta_fp: "1.00",
      ts_ms: 1_786_401_938_602,
      ...msg,
    },
  };
}

function lifecycle(seq: number, event_type: string, msg: object = {}, ticker = A) {
  return { type: "market_lifecycle_v2", sid: 4, seq, msg: { market_ticker: ticker, event_type, ...msg } };
}

/** A rig whose order book channel alone is subscribed, both markets with a book: the next number is 3. */
function liveRig(options: Partial<RigOptions> = {}): KalshiFeedRig {
  const rig = new KalshiFeedRig({ tickers: [A, B], ...options });
  rig.open();
  rig.feed(subscribed(1, "orderbook_delta", 1));
  rig.feed(snapshot(1, A));
  rig.feed(snapshot(2, B));
  return rig;
}

test("open: default: one subscription per channel, with the flag sent explicitly and markets where they can be given", () => {
  const rig = new KalshiFeedRig({ tickers: [A, B], withNo: true }).open();
  expect(rig.sent).toEqual([
    {
      id: 1,
      cmd: "subscribe",
      params: { channels: ["orderbook_delta"], market_tickers: [A, B], use_yes_price: false },
    },
    { id: 2, cmd: "subscribe", params: { channels: ["ticker"], market_tickers: [A, B], send_initial_snapshot: true } },
    { id: 3, cmd: "subscribe", params: { channels: ["trade"], market_tickers: [A, B] } },
    { id: 4, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } },
  ]);
});

test("open: behavior: markets past one command's bound are added once the sid is known", () => {
  const rig = new KalshiFeedRig({
    tickers: [A, B, "C"],
    config: { marketsPerCommandMax: 1, channels: ["orderbook_delta"] },
  }).open();
  expect(rig.sent.map(({ params }) => params.market_tickers)).toEqual([[A]]);
  rig.feed(subscribed(1, "orderbook_delta", 9));
  expect(rig.commands("add_markets").map(({ params }) => params)).toEqual([
    { sids: [9], action: "add_markets", market_tickers: [B] },
    { sids: [9], action: "add_markets", market_tickers: ["C"] },
  ]);
  expect(rig.sent.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test("open: behavior: ten thousand markets go out in bounded commands, and a gap asks for all of them again", () => {
  const tickers = Array.from({ length: 10_000 }, (_, at) => `KXMANY-26AUG-T${at}.5`);
  const rig = new KalshiFeedRig({ tickers, config: { channels: ["orderbook_delta"] } }).open();
  rig.feed(subscribed(1, "orderbook_delta", 1));
  const asked = (name: string) => rig.commands(name).flatMap(({ params }) => params.market_tickers as string[]);
  expect([...asked("subscribe"), ...asked("add_markets")]).toEqual(tickers);
  expect(rig.sent.length).toBe(20);
  rig.feed(snapshot(1, tickers[9_999]));
  rig.feed(delta(9, tickers[9_999]));
  expect([rig.isLive(9_999), asked("get_snapshot")]).toEqual([false, [tickers[9_999] as string]]);
  rig.pass(5200);
  expect([rig.commands("get_snapshot").length, rig.count("snapshot_timeouts")]).toEqual([21, 10_000]);
});

test("frame: default: snapshot and deltas make the YES book, NO reads it", () => {
  const rig = liveRig({ withNo: true });
  rig.feed(delta(3, A, { delta_fp: "-0.70" }));
  rig.feed(delta(4, A, { side: "no", price_dollars: "0.5600", delta_fp: "0.30" }));
  expect(rig.book(0)).toEqual({
    bids: [{ price: 4000, size: 9_300_000 }],
    asks: [
      { price: 4400, size: 300_000 },
      { price: 4500, size: 20_000_000 },
    ],
  });
  expect([rig.isLive(0), rig.isLive(1), rig.isLive(2)]).toEqual([true, false, true]);
  expect(rig.eventsOf("bookDelta").at(-1)).toMatchObject({
    instrument: 0,
    epoch: 1,
    sequence: 4,
    exchangeTimeMs: 1_786_401_938_602,
  });
});

test("frame: behavior: with use_yes_price NO levels arrive on the YES scale", () => {
  const rig = new KalshiFeedRig({ tickers: [A], config: { useYesPrice: true } }).open();
  expect(rig.sent[0]?.params.use_yes_price).toBe(true);
  rig.feed(snapshot(1, A, { yes_dollars_fp: [["0.4000", "10.00"]], no_dollars_fp: [["0.4500", "20.00"]] }));
  rig.feed(delta(2, A, { side: "no", price_dollars: "0.4400", delta_fp: "0.30" }));
  expect(rig.book(0).asks).toEqual([
    { price: 4400, size: 300_000 },
    { price: 4500, size: 20_000_000 },
  ]);
});

test("frame: behavior: the closing snapshot without sides is an empty book, an absent side an empty side", () => {
  const rig = liveRig();
  rig.feed(snapshot(3, A, {}));
  expect(rig.book(0)).toEqual({ bids: [], asks: [] });
  expect(rig.isLive(0)).toBe(true);
  rig.feed(snapshot(4, B, { no_dollars_fp: [["0.1000", "1.00"]] }));
  expect(rig.book(1)).toEqual({ bids: [], asks: [{ price: 9000, size: 1_000_000 }] });
});

test("frame: behavior: a snapshot for a market that the venue does not know clears nothing else", () => {
  const rig = liveRig();
  rig.feed({ type: "orderbook_snapshot", sid: 1, seq: 3, id: 5, msg: { market_ticker: "KXOTHER", market_id: "" } });
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([true, true]);
  rig.feed({ type: "orderbook_snapshot", sid: 1, seq: 4, id: 5, msg: { market_ticker: A, market_id: "" } });
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([false, true]);
  rig.pass(60_000);
  expect(rig.commands("get_snapshot")).toEqual([]);
});

test("frame: behavior: levels off the known grid make the book's step finer", () => {
  const rig = new KalshiFeedRig({ tickers: [A] }).open();
  rig.feed(
    snapshot(1, A, {
      yes_dollars_fp: [
        ["0.4000", "1.00"],
        ["0.4150", "2.00"],
      ],
    }),
  );
  expect(rig.eventsOf("snapshotBegin")[0]?.body).toMatchObject({ step: 50, bids: 2 });
  expect([...rig.book(0).bids].map(({ price }) => price)).toEqual([4150, 4000]);
});

test("frame: behavior: a delta for a market without a book is ignored", () => {
  const rig = new KalshiFeedRig({ tickers: [A] }).open();
  expect(rig.feed(delta(1))).toBe("parsed");
  expect([rig.count("stale_deltas"), rig.events.length]).toEqual([1, 0]);
});

test("sequence: behavior: ok uses a number, subscribed and tickers do not", () => {
  const rig = liveRig();
  rig.feed(okFrame(9, 1, 3, [A, B]));
  rig.feed(subscribed(2, "ticker", 2));
  rig.feed({ type: "ticker", sid: 2, msg: { market_ticker: A, yes_bid_dollars: "0.40", yes_ask_dollars: "0.45" } });
  rig.feed(delta(4));
  expect([rig.count("gaps"), rig.count("duplicates"), rig.count("deltas")]).toEqual([0, 0, 1]);
});

test("sequence: behavior: a gap ends every market's epoch and asks for all snapshots; deltas wait for theirs", () => {
  const rig = liveRig();
  rig.feed(delta(4, A));
  expect(rig.count("gaps")).toBe(1);
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([false, false]);
  expect(rig.eventsOf("epochEnd").map(({ body }) => body.reason)).toEqual(["gap", "gap"]);
  expect(rig.commands("get_snapshot").map(({ params }) => params)).toEqual([
    { sids: [1], action: "get_snapshot", market_tickers: [A, B] },
  ]);
  rig.feed(snapshot(5, B));
  rig.feed(delta(6, A));
  rig.feed(delta(7, B));
  expect([rig.isLive(0), rig.isLive(1), rig.count("stale_deltas"), rig.count("deltas")]).toEqual([false, true, 2, 1]);
  rig.feed(snapshot(8, A));
  expect([rig.isLive(0), rig.epochs.read(0), rig.count("gaps")]).toEqual([true, 3, 1]);
});

test("sequence: behavior: a gap before a frame of an unknown market counts all the same", () => {
  const rig = liveRig();
  rig.feed(delta(5, "KXOTHER"));
  expect([rig.count("gaps"), rig.isLive(0)]).toEqual([1, false]);
});

test("sequence: behavior: a frame that cannot be read shows as a gap at the next one", () => {
  for (const broken of ["not json", JSON.stringify(delta(3, A, { price_dollars: "0.46001" }))]) {
    const rig = liveRig();
    expect(rig.feed(broken)).toBe("skipped");
    expect([rig.count("malformed"), rig.isLive(0)]).toEqual([1, true]);
    rig.feed(delta(4));
    expect([rig.count("gaps"), rig.isLive(0), rig.commands("get_snapshot").length]).toEqual([1, false, 1]);
    expect(rig.count("frames")).toBe(rig.count("parsed") + rig.count("skipped"));
  }
});

test("sequence: behavior: a well-formed frame of an unknown type uses its number and is sampled", () => {
  const rig = liveRig();
  expect(rig.feed({ type: "orderbook_magic", sid: 1, seq: 3, msg: {} })).toBe("skipped");
  rig.feed(delta(4));
  expect([rig.count("gaps"), rig.count("unknown_types")]).toEqual([0, 1]);
  expect(rig.notices.map(({ kind }) => kind)).toEqual(["unknown_type"]);
});

test("sequence: behavior: an old number is counted and its frame ignored; a long run of them renews the connection", () => {
  const rig = liveRig({ config: { duplicateRunMax: 3 } });
  rig.feed(delta(3));
  rig.feed(delta(3));
  expect([rig.count("duplicates"), rig.count("deltas"), rig.isLive(0)]).toEqual([1, 1, true]);
  rig.feed(delta(1));
  rig.feed(delta(2));
  expect(rig.reconnects).toEqual(["the sequence was set back"]);
});

test("sequence: behavior: the first number after an ack must be 1, a sid known only from data may start anywhere", () => {
  const promised = new KalshiFeedRig({ tickers: [A] }).open();
  promised.feed(subscribed(1, "orderbook_delta", 1));
  promised.feed(snapshot(2));
  expect([promised.count("gaps"), promised.isLive(0)]).toEqual([1, true]);
  const unannounced = new KalshiFeedRig({ tickers: [A] }).open();
  unannounced.feed(snapshot(22));
  unannounced.feed(subscribed(1, "orderbook_delta", 1));
  unannounced.feed(delta(23));
  expect([unannounced.count("gaps"), unannounced.count("deltas")]).toEqual([0, 1]);
});

test("sequence: behavior: a second sid of a channel is foreign", () => {
  const rig = liveRig();
  rig.feed({ ...delta(1), sid: 7 });
  expect([rig.count("unknown_sids"), rig.count("deltas")]).toEqual([1, 0]);
});

test("close: behavior: a reconnect starts everything anew", () => {
  const rig = liveRig();
  rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([false, false]);
  rig.sent.length = 0;
  rig.open();
  rig.drain();
  expect(rig.sent[0]).toMatchObject({ id: 1, cmd: "subscribe" });
  rig.feed(subscribed(1, "orderbook_delta", 3));
  rig.feed({ ...snapshot(1), sid: 3 });
  rig.feed({ ...delta(2), sid: 3 });
  expect([rig.isLive(0), rig.epochs.read(0), rig.count("gaps"), rig.count("duplicates")]).toEqual([true, 3, 0, 0]);
  expect(rig.eventsOf("epochEnd").map(({ body }) => body.reason)).toEqual(["reconnect", "reconnect"]);
});

test("trade: default: on the YES price, with the taker's side, block flag and hashed id", () => {
  const rig = liveRig({ withNo: true });
  const msg = { trade_id: "ba2632f9", market_ticker: A, yes_price_dollars: "0.5400", count_fp: "9.12", ts_ms: 5 };
  rig.feed({ type: "trade", sid: 2, seq: 1, msg: { ...msg, taker_outcome_side: "no", is_block_trade: true } });
  expect(rig.eventsOf("trade")).toMatchObject([
    {
      instrument: 0,
      epoch: 1,
      sequence: 1,
      exchangeTimeMs: 5,
      body: { takerSide: "sell", price: 5400, size: 9_120_000, block: true },
    },
  ]);
  expect(rig.eventsOf("trade")[0]?.body.tradeHash).toBeGreaterThan(0);
});

test("trade: behavior: a gap on the trade sid is counted and leaves the books alone", () => {
  const rig = liveRig();
  const trade = (seq: number) => ({
    type: "trade",
    sid: 2,
    seq,
    msg: { market_ticker: A, yes_price_dollars: "0.5", count_fp: "1", taker_side: "yes" },
  });
  rig.feed(trade(1));
  rig.feed(trade(3));
  expect([rig.count("gaps"), rig.count("trades"), rig.isLive(0)]).toEqual([1, 2, true]);
});

test("ticker: default: a quote and its statistics", () => {
  const rig = liveRig();
  const msg = { market_ticker: B, yes_bid_dollars: "0.0000", yes_ask_dollars: "0.9800", price_dollars: "0.0000" };
  rig.feed({
    type: "ticker",
    sid: 3,
    msg: { ...msg, yes_bid_size_fp: "0.00", yes_ask_size_fp: "78.00", volume_fp: "759.86", ts: 7 },
  });
  expect(rig.eventsOf("quote")).toMatchObject([
    {
      instrument: 1,
      exchangeTimeMs: 7000,
      body: { bestBid: -1, bestAsk: 9800, lastPrice: -1, bidSize: 0, askSize: 78_000_000 },
    },
  ]);
  expect(rig.eventsOf("marketStats")[0]?.body).toEqual({ volume: 759_860_000, openInterest: -1 });
});

test("lifecycle: behavior: determined carries the settlement price and ends the epoch; the market asks for no book again", () => {
  const rig = liveRig();
  rig.feed(lifecycle(1, "determined", { determination_ts: 1, result: "yes", settlement_value: "1.0000" }));
  rig.feed(lifecycle(2, "settled", { settled_ts: 1_784_500_206 }, B));
  expect(rig.eventsOf("marketUpdate").map(({ instrument, body }) => [instrument, body.update, body.value])).toEqual([
    [0, "determined", 10_000],
    [1, "settled", 1_784_500_206_000],
  ]);
  expect(rig.eventsOf("epochEnd").map(({ body }) => body.reason)).toEqual(["market_closed", "market_closed"]);
  rig.core.resync([0, 1], rig.nowUs);
  rig.feed(delta(5));
  expect(rig.commands("get_snapshot")).toEqual([]);
});

test("lifecycle: behavior: settlement values of every age", () => {
  const settledAt = (msg: object) => {
    const rig = liveRig();
    rig.feed(lifecycle(1, "determined", msg));
    return rig.eventsOf("marketUpdate")[0]?.body.value;
  };
  expect(settledAt({ result: "no" })).toBe(0);
  expect(settledAt({ result: "yes" })).toBe(10_000);
  expect(settledAt({ result: "scalar", settlement_value: "0.333300" })).toBe(3333);
  expect(settledAt({ result: "scalar", settlement_value: "0.333333" })).toBeCloseTo(3333.33, 6);
  expect(settledAt({ result: "yes", settlement_value: 100 })).toBe(10_000);
  expect(settledAt({ result: "scalar", settlement_value: "2.0000" })).toBeUndefined();
});

test("lifecycle: behavior: a new grid ends the epoch, is announced, and a snapshot is asked for", () => {
  const rig = liveRig();
  const price_ranges = [{ start: "0.0000", end: "1.0000", step: "0.0010" }];
  rig.feed(lifecycle(1, "price_level_structure_updated", { price_level_structure: "deci_cent", price_ranges }));
  expect(rig.events.slice(-3).map(({ kind, epoch, body }) => [kind, epoch, body])).toMatchObject([
    ["epochEnd", 1, { reason: "tick_size" }],
    ["tickSize", 1, { oldStep: 100, newStep: 10 }],
    ["marketUpdate", 1, { update: "price_structure_updated" }],
  ]);
  expect(rig.commands("get_snapshot").map(({ params }) => params.market_tickers)).toEqual([[A]]);
  rig.feed(snapshot(3, A, { yes_dollars_fp: [["0.4150", "1.00"]] }));
  expect(rig.eventsOf("snapshotBegin").at(-1)?.body).toMatchObject({ step: 10 });
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([true, true]);
});

test("lifecycle: behavior: a market whose close moves is open again", () => {
  const rig = liveRig();
  rig.feed(lifecycle(1, "settled", { settled_ts: 1 }));
  rig.feed(lifecycle(2, "close_date_updated", { close_ts: 1_784_500_206 }));
  expect(rig.eventsOf("marketUpdate").at(-1)?.body).toMatchObject({
    update: "close_date_updated",
    value: 1_784_500_206_000,
  });
  expect(rig.commands("get_snapshot").map(({ params }) => params.market_tickers)).toEqual([[A]]);
});

test("lifecycle: behavior: created, activated, deactivated and metadata_updated are told; other markets and words are counted", () => {
  const rig = liveRig();
  for (const [at, word] of ["created", "activated", "deactivated", "metadata_updated", "renamed"].entries())
    rig.feed(lifecycle(at + 1, word));
  rig.feed(lifecycle(6, "created", {}, "KXOTHER"));
  expect(rig.eventsOf("marketUpdate").map(({ body }) => body.update)).toEqual([
    "created",
    "activated",
    "deactivated",
    "metadata_updated",
  ]);
  expect([rig.count("unknown_types"), rig.count("unknown_markets"), rig.count("gaps")]).toEqual([1, 1, 0]);
});

test("lifecycle: behavior: event frames become notices", () => {
  const rig = liveRig();
  rig.feed({
    type: "event_fee_update",
    sid: 4,
    seq: 1,
    msg: { event_ticker: "E", fee_type_override: null, fee_multiplier_override: 0.5 },
  });
  rig.feed({ type: "event_lifecycle", sid: 4, seq: 2, msg: { event_ticker: "E" } });
  expect(rig.notices.map(({ text }) => text)).toEqual(["event_fee_update E series × 0.5", "event_lifecycle E"]);
});

test("resync: behavior: ends the epoch, asks at once, and the more often it is asked the rarer", () => {
  const rig = liveRig({ config: { resyncMs: 1000, resyncMsMax: 4000 } });
  rig.core.resync([0], rig.nowUs);
  rig.drain();
  expect(rig.eventsOf("epochEnd").map(({ body }) => body.reason)).toEqual(["requested"]);
  expect(rig.commands("get_snapshot").length).toBe(1);
  rig.feed(snapshot(3));
  rig.core.resync([0], rig.nowUs);
  expect([rig.isLive(0), rig.commands("get_snapshot").length]).toEqual([false, 1]);
  rig.pass(900);
  expect(rig.commands("get_snapshot").length).toBe(1);
  rig.pass(200);
  expect(rig.commands("get_snapshot").length).toBe(2);
  rig.feed(snapshot(4));
  rig.core.resync([0], rig.nowUs);
  rig.pass(1800);
  expect(rig.commands("get_snapshot").length).toBe(2);
  rig.pass(200);
  expect(rig.commands("get_snapshot").length).toBe(3);
  rig.feed(snapshot(5));
  rig.pass(20_000);
  rig.core.resync([0], rig.nowUs);
  expect(rig.commands("get_snapshot").length).toBe(4);
});

test("resync: behavior: a NO instrument's book is the YES one", () => {
  const rig = liveRig({ withNo: true });
  rig.core.resync([1], rig.nowUs);
  expect([rig.isLive(0), rig.isLive(2)]).toEqual([false, true]);
});

test("overrun: behavior: ends all epochs and asks for snapshots once there is room", () => {
  const rig = liveRig({ slots: 128 });
  let seq = 3;
  while (rig.offer(delta(seq)) === "parsed") seq++;
  rig.core.overrun(0, rig.nowUs);
  expect([rig.isLive(0), rig.isLive(1), rig.commands("get_snapshot").length]).toEqual([false, false, 0]);
  expect([rig.count("dropped_frames"), rig.count("overruns")]).toEqual([1, 1]);
  rig.core.tick(rig.nowUs);
  expect(rig.commands("get_snapshot").length).toBe(0);
  rig.pass(200);
  expect(rig.commands("get_snapshot").map(({ params }) => params.market_tickers)).toEqual([[A, B]]);
  rig.feed(snapshot(seq + 1, A));
  expect([rig.isLive(0), rig.count("gaps")]).toEqual([true, 0]);
  expect(rig.count("frames")).toBe(rig.count("parsed") + rig.count("skipped"));
});

const manyLevels = Array.from({ length: 400 }, (_, at) => [`0.${String(at + 1).padStart(4, "0")}`, "1.00"]);
const bigSnapshot = { yes_dollars_fp: manyLevels, no_dollars_fp: manyLevels };

test("resume: behavior: a snapshot larger than the ring is published piece by piece, nothing of it lost", () => {
  for (const slots of [128, 256, 4096]) {
    const rig = new KalshiFeedRig({ tickers: [A], slots, step: 1 }).open();
    let outcome = rig.offer(snapshot(1, A, bigSnapshot));
    expect(outcome).toBe(slots === 4096 ? "parsed" : "waiting");
    while (outcome === "waiting") {
      expect(rig.drain(40)).toBeGreaterThan(0);
      if (rig.core.resume(rig.nowUs)) outcome = "parsed";
    }
    rig.drain();
    expect([rig.book(0).bids, rig.book(0).asks].map((side) => [...side].length)).toEqual([400, 400]);
    expect(rig.count("slots")).toBe(2 + 2 * Math.ceil(400 / 3));
    expect([rig.count("parsed"), rig.count("snapshots"), rig.isLive(0)]).toEqual([1, 1, true]);
  }
});

test("resume: behavior: a connection lost in the middle of a snapshot tears it, and the epoch's end says so", () => {
  const rig = new KalshiFeedRig({ tickers: [A], slots: 128, step: 1 }).open();
  expect(rig.offer(snapshot(1, A, bigSnapshot))).toBe("waiting");
  rig.core.close(0, { code: 1006, text: "" }, rig.nowUs);
  expect(rig.core.resume(rig.nowUs)).toBe(true);
  rig.drain();
  expect(rig.events.map(({ kind }) => kind)).not.toContain("snapshotEnd");
  expect(rig.events.at(-1)).toMatchObject({ kind: "epochEnd", epoch: 1, body: { reason: "reconnect" } });
  expect([rig.isLive(0), rig.count("dropped_frames")]).toEqual([false, 1]);
});

test("resume: behavior: deltas wait for room one by one and keep their order", () => {
  const rig = liveRig({ slots: 128 });
  let waits = 0;
  for (let seq = 3; seq < 403; seq++) {
    if (rig.offer(delta(seq)) !== "waiting") continue;
    waits++;
    expect(rig.core.resume(rig.nowUs)).toBe(false);
    rig.drain(10);
    expect(rig.core.resume(rig.nowUs)).toBe(true);
  }
  rig.drain();
  expect(waits).toBeGreaterThan(1);
  expect(rig.eventsOf("bookDelta").map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 400 }, (_, at) => at + 3),
  );
  expect([rig.count("waits"), rig.count("parsed")]).toEqual([waits, rig.count("frames")]);
});

test("tick: behavior: silence on a busy connection is a stall, on a quiet or empty one it is not", () => {
  const busy = liveRig({ config: { stallMs: 5000, snapshotTimeoutMs: 0, ackTimeoutMs: 0 } });
  for (let seq = 3; seq < 203; seq++) {
    busy.feed(delta(seq));
    busy.pass(200);
  }
  busy.pass(4600);
  expect(busy.reconnects).toEqual([]);
  busy.pass(400);
  expect(busy.reconnects).toEqual(["stalled: pings are answered, but no data comes"]);
  expect([busy.isLive(0), busy.eventsOf("epochEnd").at(-1)?.body.reason]).toEqual([false, "stalled"]);

  const quiet = liveRig({ config: { stallMs: 5000, snapshotTimeoutMs: 0, ackTimeoutMs: 0 } });
  quiet.pass(60_000);
  const closed = liveRig({ config: { stallMs: 5000, snapshotTimeoutMs: 0, ackTimeoutMs: 0 } });
  for (let seq = 3; seq < 203; seq++) {
    closed.feed(delta(seq));
    closed.pass(100);
  }
  closed.feed(snapshot(203, A, {}));
  closed.feed(snapshot(204, B, {}));
  closed.pass(60_000);
  expect([quiet.reconnects, closed.reconnects]).toEqual([[], []]);
});

test("subscribe, unsubscribe: behavior: markets come and go on the live subscription", () => {
  const rig = liveRig({ config: { channels: ["orderbook_delta"] } });
  rig.core.unsubscribe([1], rig.nowUs);
  rig.drain();
  expect([rig.isLive(0), rig.isLive(1)]).toEqual([true, false]);
  expect(rig.sent.at(-1)).toEqual({
    id: 2,
    cmd: "update_subscription",
    params: { sids: [1], action: "delete_markets", market_tickers: [B] },
  });
  rig.feed(okFrame(2, 1, 3, [A]));
  rig.feed(delta(4, B));
  rig.feed(snapshot(5, B));
  expect([rig.isLive(1), rig.count("unknown_markets"), rig.count("gaps")]).toEqual([false, 2, 0]);
  rig.core.subscribe([1], rig.nowUs);
  expect(rig.sent.at(-1)?.params).toEqual({ sids: [1], action: "add_markets", market_tickers: [B] });
  rig.feed(okFrame(3, 1, 6, [A, B]));
  rig.feed(snapshot(7, B));
  expect([rig.isLive(0), rig.isLive(1), rig.count("gaps")]).toEqual([true, true, 0]);
});

test("unsubscribe: behavior: the last market takes the subscription with it, because no filter would mean every market", () => {
  const rig = liveRig({ config: { channels: ["orderbook_delta"] } });
  rig.core.unsubscribe([0, 1], rig.nowUs);
  expect(rig.sent.at(-1)).toEqual({ id: 2, cmd: "unsubscribe", params: { sids: [1] } });
  rig.feed({ type: "unsubscribed", id: 2, sid: 1, seq: 3 });
  expect(rig.sent.length).toBe(2);
  rig.core.subscribe([0], rig.nowUs);
  expect(rig.sent.at(-1)).toMatchObject({ id: 3, cmd: "subscribe", params: { market_tickers: [A] } });
});

test("acks: behavior: answers come in any order and several to one id", () => {
  const rig = new KalshiFeedRig({ tickers: [A, B] }).open();
  rig.feed(subscribed(3, "trade", 12));
  rig.feed(errorFrame(1, 8));
  rig.feed(subscribed(1, "orderbook_delta", 11));
  rig.feed({ ...snapshot(1, A), sid: 11 });
  rig.feed(errorFrame(1, 8));
  rig.feed(subscribed(4, "market_lifecycle_v2", 14));
  rig.feed(subscribed(2, "ticker", 13));
  rig.feed({ ...snapshot(2, B), sid: 11 });
  expect([rig.isLive(0), rig.isLive(1), rig.count("gaps"), rig.count("venue_errors")]).toEqual([true, true, 0, 2]);
  rig.pass(20_000);
  expect([rig.sent.length, rig.reconnects]).toEqual([4, []]);
});

test("acks: behavior: a subscription without an answer is looked up, then taken anew", () => {
  const rig = new KalshiFeedRig({ tickers: [A], config: { channels: ["orderbook_delta"], ackTimeoutMs: 1000 } }).open();
  rig.pass(1100);
  expect(rig.sent.at(-1)).toEqual({ id: 2, cmd: "list_subscriptions" } as never);
  rig.feed({ type: "ok", id: 2, msg: [] });
  rig.pass(600);
  expect(rig.sent.at(-1)).toMatchObject({ id: 3, cmd: "subscribe" });
  rig.feed(subscribed(3, "orderbook_delta", 1));
  rig.feed(snapshot(1));
  expect([rig.isLive(0), rig.reconnects]).toEqual([true, []]);
});

test("acks: behavior: a subscription that the list knows is taken as it is", () => {
  const rig = new KalshiFeedRig({
    tickers: [A, B],
    config: { channels: ["orderbook_delta"], ackTimeoutMs: 1000, marketsPerCommandMax: 1 },
  }).open();
  rig.pass(1100);
  rig.feed({ type: "ok", id: 2, msg: [{ channel: "orderbook_delta", sid: 5 }] });
  expect(rig.commands("add_markets").map(({ params }) => params)).toEqual([
    { sids: [5], action: "add_markets", market_tickers: [B] },
  ]);
});

test("acks: behavior: no list either renews the connection", () => {
  const rig = new KalshiFeedRig({ tickers: [A], config: { ackTimeoutMs: 1000 } }).open();
  rig.pass(2300);
  expect(rig.reconnects.length).toBeGreaterThan(0);
  expect(rig.reconnects[0]).toBe("list_subscriptions was not answered");
});

test("errors: behavior: codes 1, 18 and 27 are retried with backoff under a new id, up to a bound", () => {
  const config = { channels: ["orderbook_delta"] as const, retryMs: 1000, commandTriesMax: 2, ackTimeoutMs: 0 };
  const rig = new KalshiFeedRig({ tickers: [A], config: { ...config, channels: [...config.channels] } }).open();
  rig.feed(errorFrame(1, 18));
  rig.pass(900);
  expect(rig.sent.length).toBe(1);
  rig.pass(200);
  expect(rig.sent.at(-1)).toMatchObject({ id: 2, cmd: "subscribe", params: { market_tickers: [A] } });
  rig.feed(errorFrame(2, 27));
  rig.pass(1900);
  expect(rig.sent.length).toBe(2);
  rig.pass(200);
  rig.feed(errorFrame(3, 1));
  expect([rig.count("retries"), rig.reconnects]).toEqual([2, ["subscribe was refused 3 times"]]);
});

test("errors: behavior: codes 10 and 25 end the subscription, which is taken anew", () => {
  for (const code of [10, 25]) {
    const rig = liveRig({ config: { channels: ["orderbook_delta"] } });
    rig.feed({ type: "error", sid: 1, seq: 3, msg: { code, msg: "overflow" } });
    rig.drain();
    expect([rig.isLive(0), rig.isLive(1)]).toEqual([false, false]);
    rig.feed(delta(4));
    rig.pass(600);
    expect(rig.sent.at(-1)).toMatchObject({ id: 2, cmd: "subscribe", params: { market_tickers: [A, B] } });
    rig.feed(subscribed(2, "orderbook_delta", 2));
    rig.feed({ ...snapshot(1), sid: 2 });
    expect([rig.isLive(0), rig.count("deltas"), rig.count("gaps"), rig.reconnects]).toEqual([true, 0, 0, []]);
  }
});

test("errors: behavior: a market that the venue refuses is given up, the others are not", () => {
  const rig = new KalshiFeedRig({ tickers: [A, B], config: { channels: ["orderbook_delta"] } }).open();
  rig.feed(errorFrame(1, 11, { market_tickers: [B] }));
  rig.feed(subscribed(1, "orderbook_delta", 1));
  rig.feed(snapshot(1, A));
  rig.pass(60_000);
  expect([rig.isLive(0), rig.count("refused_markets"), rig.sent.length, rig.reconnects]).toEqual([true, 1, 1, []]);
});

test("errors: behavior: a channel that is refused leaves the others alone", () => {
  const rig = liveRig();
  rig.feed(errorFrame(3, 9));
  rig.pass(3000);
  rig.feed(delta(3));
  expect([rig.isLive(0), rig.count("deltas"), rig.count("refused_markets")]).toEqual([true, 1, 0]);
  expect(rig.notices.at(-1)?.text).toContain("authentication required");
});

test("snapshots: behavior: one that does not come is asked for again, rarer each time, while others live", () => {
  const rig = new KalshiFeedRig({
    tickers: [A, B],
    config: { channels: ["orderbook_delta"], snapshotTimeoutMs: 1000, stallMs: 0 },
  }).open();
  rig.feed(subscribed(1, "orderbook_delta", 1));
  rig.feed(snapshot(1, A));
  rig.pass(1100);
  expect(rig.commands("get_snapshot").map(({ params }) => params.market_tickers)).toEqual([[B]]);
  rig.pass(30_000);
  expect(rig.commands("get_snapshot").length).toBeLessThan(7);
  expect([rig.isLive(0), rig.commands("unsubscribe"), rig.reconnects]).toEqual([true, [], []]);
  rig.feed(snapshot(2, B));
  const asked = rig.commands("get_snapshot").length;
  rig.pass(120_000);
  expect([rig.isLive(1), rig.commands("get_snapshot").length]).toEqual([true, asked]);
});

test("snapshots: behavior: if none comes at all, the subscription and then the connection is renewed", () => {
  const rig = liveRig({ config: { channels: ["orderbook_delta"], snapshotTimeoutMs: 1000, stallMs: 0 } });
  rig.feed(delta(9));
  rig.pass(30_000);
  expect(rig.sent.map(({ cmd, params }) => params?.action ?? cmd).slice(1, 4)).toEqual([
    "get_snapshot",
    "get_snapshot",
    "unsubscribe",
  ]);
  rig.feed({ type: "unsubscribed", id: 4, sid: 1, seq: 10 });
  rig.feed(subscribed(rig.sent.at(-1)?.id ?? 0, "orderbook_delta", 2));
  rig.pass(120_000);
  expect(rig.reconnects).toContain("no snapshot came");
});

test("notices: behavior: at most so many a minute, the rest is counted", () => {
  const rig = liveRig({ config: { noticesPerMinuteMax: 2 } });
  for (let n = 0; n < 5; n++) rig.feed("garbage");
  expect([rig.notices.length, rig.count("notices_shed"), rig.count("malformed")]).toEqual([2, 3, 5]);
});

test("fallback: behavior: a hot message in an odd spelling is counted, and published all the same", () => {
  const rig = liveRig();
  rig.feed(JSON.stringify(delta(3)).replace('"seq":3', '"seq":3.0'));
  expect([rig.count("fallbacks"), rig.count("deltas"), rig.count("gaps")]).toEqual([1, 1, 0]);
});
