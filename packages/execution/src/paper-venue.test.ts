import { describe, expect, test } from "bun:test";
import { ASK, BID } from "@augury/book";
import { cashMicros } from "@augury/core";
import { SlotKind } from "@augury/wire";
import { K_NO, K_YES, NO, PaperScene, sceneTable, YES } from "./paper-scene.ts";

/** Bids 48 × 100, 47 × 50; asks 50 × 20, 51 × 30, 53 × 100. */
function openMarket(scene: PaperScene, instrument = YES): PaperScene {
  scene.book(
    instrument,
    [
      [48, 100],
      [47, 50],
    ],
    [
      [50, 20],
      [51, 30],
      [53, 100],
    ],
  );
  return scene;
}

const market = (config = {}, table = sceneTable()) => openMarket(new PaperScene(config, table));

describe("PaperVenue: arrival", () => {
  test("submit: default: an order walks the depth within its limit, best level first", () => {
    const scene = market();
    const id = scene.place({ cents: 51, contracts: 45, timeInForce: "IOC" });
    expect(scene.story(id)).toEqual(["submitted", "accepted", "partially_filled 20@50", "filled 25@51"]);
    expect(scene.reports.at(-1)?.report.filledSize as number).toBe(45_000_000);
  });

  test("submit: behavior: the order meets the book as it is a latency later", () => {
    const scene = market();
    const id = scene.submit({ cents: 51, contracts: 45, timeInForce: "IOC" });
    scene.delta(YES, ASK, 50, 5);
    scene.delta(YES, ASK, 51, 1);
    expect(scene.story(id)).toEqual(["submitted"]);
    scene.pass(100);
    expect(scene.fills(id)).toEqual([
      [50, 5],
      [51, 1],
    ]);
    expect(scene.story(id).at(-1)).toBe("canceled no_liquidity");
  });

  test("submit: behavior: what is due at a slot's time happens before the slot", () => {
    const scene = market();
    const id = scene.submit({ cents: 50, contracts: 20, timeInForce: "IOC" });
    scene.nowUs += 90; // the next slot is stamped exactly a latency after the decision
    scene.delta(YES, ASK, 50, 0);
    expect(scene.fills(id)).toEqual([[50, 20]]);
  });

  test("submit: behavior: reports reach us an acknowledgment latency after they happened, in order", () => {
    const scene = market({ ackLatencyUs: 30 });
    const decided = scene.nowUs;
    scene.place({ cents: 50, contracts: 5, timeInForce: "IOC" });
    expect(scene.reports.map(({ report, timeUs }) => [report.state, timeUs - decided])).toEqual([
      ["submitted", 0],
      ["accepted", 130],
      ["filled", 130],
    ]);
  });

  test("submit: behavior: jitter is drawn from the seed", () => {
    const arrivals = (seed: number) => {
      const scene = market({ latencyJitterUs: 500, seed });
      for (let i = 0; i < 5; i++) scene.submit({ cents: 40 });
      scene.pass();
      return scene.reports.filter(({ report }) => report.state === "accepted").map(({ timeUs }) => timeUs);
    };
    expect(arrivals(1)).toEqual(arrivals(1));
    expect(arrivals(1)).not.toEqual(arrivals(2));
    for (const us of arrivals(3)) expect(us - 1_060).toBeWithin(100, 601);
  });

  test("submit: behavior: an order that comes late acts on the present book and is counted", () => {
    const scene = market();
    scene.nowUs -= 1_000;
    scene.submit({ cents: 50, contracts: 5, timeInForce: "IOC" });
    expect(scene.venue.counts.late).toBe(1);
    scene.nowUs += 1_000;
    scene.pass(0);
    expect(scene.reports.at(-1)?.timeUs).toBe(scene.nowUs);
  });

  test("submit: behavior: FOK takes all or nothing, and looks no further than its limit", () => {
    const scene = market();
    expect(scene.story(scene.place({ cents: 51, contracts: 51, timeInForce: "FOK" }))).toEqual([
      "submitted",
      "rejected fok_unfilled",
    ]);
    expect(scene.fills(scene.place({ cents: 51, contracts: 50, timeInForce: "FOK" }))).toEqual([
      [50, 20],
      [51, 30],
    ]);
  });

  test("submit: behavior: a sale walks the bids down", () => {
    const scene = market();
    expect(scene.fills(scene.place({ side: "sell", cents: 47, contracts: 120, timeInForce: "IOC" }))).toEqual([
      [48, 100],
      [47, 20],
    ]);
  });

  test("submit: behavior: post-only that would cross is rejected, and rests one tick below", () => {
    const scene = market();
    expect(scene.story(scene.place({ cents: 50, postOnly: true }))).toEqual(["submitted", "rejected post_only_cross"]);
    expect(scene.story(scene.place({ cents: 49, postOnly: true }))).toEqual(["submitted", "accepted"]);
    expect(scene.story(scene.place({ side: "sell", cents: 48, postOnly: true })).at(-1)).toBe(
      "rejected post_only_cross",
    );
    expect(scene.story(scene.place({ cents: 40, postOnly: true, timeInForce: "IOC" })).at(-1)).toBe(
      "rejected post_only_cross",
    );
  });

  test("submit: behavior: post-only judges the venue's book, not what our takers left of it", () => {
    const scene = market();
    scene.place({ cents: 50, contracts: 20, timeInForce: "IOC" });
    expect(scene.story(scene.place({ cents: 50, postOnly: true })).at(-1)).toBe("rejected post_only_cross");
  });

  test("submit: error: what a venue refuses", () => {
    const scene = market({}, sceneTable({ orderSizeMin: 5_000_000 }));
    const last = (wanted: Parameters<PaperScene["place"]>[0]) => scene.story(scene.place(wanted)).at(-1);
    expect(last({ cents: 40.5 })).toBe("rejected off_tick");
    expect(last({ cents: 40, contracts: 10.001 })).toBe("rejected size_step");
    expect(last({ cents: 40, contracts: 4 })).toBe("rejected size_min");
    expect(last({ cents: 50, contracts: 4, timeInForce: "IOC" })).toBe("filled 4@50");
    expect(last({ cents: 50, contracts: 1.9, timeInForce: "IOC" })).toBe("rejected size_min");
    scene.delta(YES, ASK, 15, 100);
    expect(last({ cents: 15, contracts: 6 })).toBe("rejected size_min"); // crosses for less than a dollar
    scene.delta(YES, ASK, 15, 0);
    expect(last({ cents: 15, contracts: 6 })).toBe("accepted");
    expect(last({ cents: 40, deadlineUs: scene.nowUs + 50 })).toBe("rejected deadline_passed");
    expect(last({ cents: 40, epoch: 3 })).toBe("rejected epoch_ended");
    expect(last({ instrument: NO, cents: 40 })).toBe("rejected epoch_ended");
  });

  test("submit: error: a tick size announced later holds from then on", () => {
    const scene = market();
    scene.slot(SlotKind.tickSize, YES, (writer) => writer.tickSize(0, 100, 10));
    expect(scene.story(scene.place({ cents: 40.5 })).at(-1)).toBe("accepted");
    expect(scene.story(scene.place({ cents: 40.55 })).at(-1)).toBe("rejected off_tick");
  });

  test("submit: error: what is not even sent is rejected at once", () => {
    const scene = openMarket(
      new PaperScene({ ordersOpenMax: 3, ordersPerInstrumentMax: 2 }, sceneTable(), (_, e) => e === 1),
    );
    expect(scene.story(scene.submit({ instrument: 9 }))).toEqual(["rejected instrument_unknown"]);
    expect(scene.story(scene.submit({ deadlineUs: scene.nowUs - 1 }))).toEqual(["rejected deadline_passed"]);
    expect(scene.story(scene.submit({ epoch: 3 }))).toEqual(["rejected epoch_ended"]);
    expect(scene.story(scene.submit({ contracts: 0 }))).toEqual(["rejected size_min"]);
    scene.submit({ cents: 40 });
    scene.submit({ cents: 40 });
    expect(scene.story(scene.submit({ cents: 40 }))).toEqual(["rejected open_orders"]);
    expect(scene.story(scene.submit({ instrument: NO, cents: 40 }))).toEqual(["submitted"]);
    expect(scene.story(scene.submit({ instrument: K_YES, cents: 40 }))).toEqual(["rejected open_orders"]);
    expect(scene.venue.bounds.find(({ name }) => name === "ordersOpenMax")).toEqual({
      name: "ordersOpenMax",
      used: 3,
      max: 3,
    });
  });

  test("submit: error: an id that is open is ignored and counted", () => {
    const scene = market();
    const id = scene.place({ cents: 40 });
    scene.place({ cents: 41, intentId: id });
    expect(scene.story(id)).toEqual(["submitted", "accepted"]);
    expect(scene.venue.counts.duplicates).toBe(1);
  });

  test("submit: behavior: fees are the venue's own, per fill and by liquidity", () => {
    const fees = { rounding: "kalshi" as const, takerPpm: 70_000, makerPpm: 17_500, exponent: 1 };
    const scene = openMarket(new PaperScene({}, sceneTable({ fees })), K_YES);
    const taker = scene.place({ instrument: K_YES, cents: 51, contracts: 21, timeInForce: "IOC" });
    const maker = scene.place({ instrument: K_YES, cents: 49, contracts: 1 });
    scene.trade(K_YES, "sell", 49, 1);
    const feesOf = (id: number) =>
      scene.reports
        .filter(({ report }) => report.intentId === id && report.fillSize > 0)
        .map(({ report }) => report.fee);
    // 0.07 × 20 × 0.25 = 0.35; 0.07 × 0.51 × 0.49 = 0.017493 → 0.0175; a quarter of 0.07 × 0.49 × 0.51 = 0.00437325 → 0.0044.
    expect(feesOf(taker)).toEqual([cashMicros(350_000), cashMicros(17_500)]);
    expect(feesOf(maker)).toEqual([cashMicros(4_400)]);
    expect(scene.reports.at(-1)?.report.liquidity).toBe("maker");
  });
});

describe("PaperVenue: consumed depth", () => {
  test("behavior: what a taker took stays taken until the venue changes that level", () => {
    const scene = market();
    const ioc = (contracts: number) => scene.fills(scene.place({ cents: 50, contracts, timeInForce: "IOC" }));
    expect(ioc(15)).toEqual([[50, 15]]);
    expect(ioc(15)).toEqual([[50, 5]]);
    expect(ioc(15)).toEqual([]);
    scene.delta(YES, ASK, 51, 31);
    scene.delta(YES, ASK, 50, 20); // says the same again: no change
    expect(ioc(15)).toEqual([]);
    scene.delta(YES, ASK, 50, 12);
    expect(ioc(15)).toEqual([[50, 12]]);
  });

  test("behavior: a snapshot keeps what was taken on levels that it leaves unchanged, in this epoch and the next", () => {
    const scene = market();
    const ioc = (epoch: number) => scene.fills(scene.place({ cents: 51, contracts: 60, timeInForce: "IOC", epoch }));
    expect(ioc(1)).toEqual([
      [50, 20],
      [51, 30],
    ]);
    scene.book(
      YES,
      [[48, 100]],
      [
        [50, 20],
        [51, 31],
      ],
    );
    expect(ioc(1)).toEqual([[51, 31]]);
    scene.endEpoch(YES);
    scene.book(
      YES,
      [[48, 100]],
      [
        [50, 21],
        [51, 31],
      ],
      { epoch: 3 },
    );
    expect(ioc(3)).toEqual([[50, 21]]);
  });

  test("behavior: Polymarket's two tokens show one liquidity, so taking it from one takes it from the other", () => {
    const scene = market();
    scene.book(
      NO,
      [
        [50, 20],
        [49, 30],
      ],
      [[52, 100]],
    );
    scene.place({ cents: 50, contracts: 15, timeInForce: "IOC" });
    const sale = scene.place({ instrument: NO, side: "sell", cents: 50, contracts: 20, timeInForce: "IOC" });
    expect(scene.fills(sale)).toEqual([[50, 5]]);
    scene.delta(NO, BID, 50, 19);
    expect(scene.fills(scene.place({ cents: 50, contracts: 30, timeInForce: "IOC" }))).toEqual([[50, 20]]);
  });

  test("behavior: both outcomes of a Kalshi market take from one book", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    // Buying NO at 52 sells YES at 48.
    const no = scene.place({ instrument: K_NO, cents: 52, contracts: 70, timeInForce: "IOC" });
    expect(scene.fills(no)).toEqual([[52, 70]]);
    expect(scene.reports.at(-1)?.report).toMatchObject({ instrument: K_NO, side: "buy" });
    const yes = scene.place({ instrument: K_YES, side: "sell", cents: 48, contracts: 70, timeInForce: "IOC" });
    expect(scene.fills(yes)).toEqual([[48, 30]]);
  });

  test("behavior: with no room to remember what is taken, fresh levels give nothing", () => {
    const scene = market({ consumedLevelsMax: 1 });
    expect(scene.fills(scene.place({ cents: 51, contracts: 50, timeInForce: "IOC" }))).toEqual([[50, 20]]);
    expect(scene.fills(scene.place({ side: "sell", cents: 48, contracts: 5, timeInForce: "IOC" }))).toEqual([]);
  });
});

describe("PaperVenue: resting", () => {
  test("behavior: trades at the price eat the queue first, then fill us with the rest", () => {
    const scene = market();
    const id = scene.place({ cents: 48, contracts: 10 });
    scene.trade(YES, "sell", 48, 60);
    scene.trade(YES, "sell", 48, 40);
    expect(scene.fills(id)).toEqual([]);
    scene.trade(YES, "sell", 48, 4);
    scene.trade(YES, "sell", 48, 40);
    expect(scene.story(id)).toEqual(["submitted", "accepted", "partially_filled 4@48", "filled 6@48"]);
  });

  test("behavior: a trade through the price fills us at our price, with no more than its size", () => {
    const scene = market();
    const id = scene.place({ cents: 48, contracts: 10 });
    scene.trade(YES, "sell", 47, 7);
    scene.trade(YES, "sell", 47, 7);
    expect(scene.fills(id)).toEqual([
      [48, 7],
      [48, 3],
    ]);
  });

  test("behavior: other trades do not fill us: the other taker side, worse prices, block trades, the mirror's, a dead epoch's", () => {
    const scene = market();
    scene.book(NO, [[50, 20]], [[52, 100]]);
    const id = scene.place({ cents: 49, contracts: 10 });
    scene.trade(YES, "buy", 49, 50);
    scene.trade(YES, "sell", 50, 50);
    scene.trade(YES, "sell", 49, 50, { isBlock: true });
    scene.trade(NO, "buy", 51, 50);
    scene.trade(YES, "sell", 49, 50, { epoch: 3 });
    scene.delta(YES, ASK, 49, 50); // an ask comes to our price without a trade
    expect(scene.fills(id)).toEqual([]);
    scene.trade(YES, "sell", 49, 50);
    expect(scene.fills(id)).toEqual([[49, 10]]);
  });

  test("behavior: our orders share a trade: better price first, then older, never more than its size", () => {
    const scene = market();
    const later = scene.place({ cents: 49, contracts: 10 });
    const last = scene.place({ cents: 48, contracts: 10 });
    const first = scene.place({ cents: 49, contracts: 10, intentId: 77 });
    scene.trade(YES, "sell", 47, 25);
    expect(scene.fills(later)).toEqual([[49, 10]]);
    expect(scene.fills(first)).toEqual([[49, 10]]);
    expect(scene.fills(last)).toEqual([[48, 5]]);
  });

  test("behavior: cancels are taken to be behind us until the level is smaller than the queue", () => {
    const scene = market();
    const id = scene.place({ cents: 48, contracts: 10 });
    scene.delta(YES, BID, 48, 130); // joins behind us
    scene.delta(YES, BID, 48, 100);
    scene.delta(YES, BID, 48, 40, { timeMs: 5_000 }); // now at most 40 stand before us
    scene.trade(YES, "sell", 48, 45, { timeMs: 9_000 }); // long after: not the cause of that delta
    expect(scene.fills(id)).toEqual([[48, 5]]);
  });

  test("behavior: a trade told after the delta that it caused is not counted twice", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    const id = scene.place({ instrument: K_YES, cents: 48, contracts: 10 });
    scene.delta(K_YES, BID, 48, -60, { isIncrement: true, timeMs: 5_000 });
    scene.trade(K_YES, "sell", 48, 60, { timeMs: 5_000 });
    expect(scene.fills(id)).toEqual([]);
    scene.trade(K_YES, "sell", 48, 40, { timeMs: 5_010 }); // trade first this time
    scene.delta(K_YES, BID, 48, -40, { isIncrement: true, timeMs: 5_010 });
    expect(scene.fills(id)).toEqual([]);
    scene.trade(K_YES, "sell", 48, 3, { timeMs: 5_020 });
    expect(scene.fills(id)).toEqual([[48, 3]]);
  });

  test("behavior: a trade that the book showed before we arrived does not reach us", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    scene.delta(K_YES, BID, 48, -100, { isIncrement: true, timeMs: 5_000 });
    const id = scene.place({ instrument: K_YES, cents: 48, contracts: 10 });
    scene.trade(K_YES, "sell", 48, 100, { timeMs: 5_000 });
    expect(scene.fills(id)).toEqual([]);
    scene.trade(K_YES, "sell", 48, 100, { timeMs: 5_001 });
    expect(scene.fills(id)).toEqual([[48, 10]]);
  });

  test("behavior: a NO bid on Kalshi rests as a YES ask and is filled by YES buyers", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    const id = scene.place({ instrument: K_NO, cents: 50, contracts: 10, postOnly: true }); // YES ask at 50, behind 20
    scene.trade(K_YES, "buy", 50, 24);
    expect(scene.fills(id)).toEqual([[50, 4]]);
    scene.trade(K_NO, "sell", 49, 2); // told as NO: a YES buyer at 51, through our price
    expect(scene.fills(id)).toEqual([
      [50, 4],
      [50, 2],
    ]);
  });

  test("behavior: what a crossing GTC does not fill rests at its limit", () => {
    const scene = market();
    const id = scene.place({ cents: 50, contracts: 25 });
    expect(scene.fills(id)).toEqual([[50, 20]]);
    scene.trade(YES, "sell", 50, 3);
    expect(scene.fills(id).at(-1)).toEqual([50, 3]);
  });
});

describe("PaperVenue: ends", () => {
  test("cancel: default: ends a resting order a latency later; a fill may come first", () => {
    const scene = market();
    const id = scene.place({ cents: 49, contracts: 10 });
    scene.venue.cancel(id, 0, scene.nowUs);
    scene.trade(YES, "sell", 49, 4);
    scene.pass();
    expect(scene.story(id)).toEqual(["submitted", "accepted", "partially_filled 4@49", "canceled requested"]);
    scene.venue.cancel(id, 0, scene.nowUs);
    expect(scene.venue.counts.cancelsUnknown).toBe(1);
  });

  test("cancel: behavior: never overtakes its order", () => {
    const scene = market({ latencyUs: 1_000, cancelLatencyUs: 1 });
    const id = scene.submit({ cents: 49 });
    scene.venue.cancel(id, 0, scene.nowUs);
    scene.pass(2_000);
    expect(scene.story(id)).toEqual(["submitted", "accepted", "canceled requested"]);
  });

  test("cancelAll: default: ends everything submitted before, with its reason", () => {
    const scene = market();
    const resting = scene.place({ cents: 49 });
    const flying = scene.submit({ cents: 48 });
    scene.venue.cancelAll("kill_switch", scene.nowUs);
    const later = scene.submit({ cents: 47 });
    scene.pass();
    expect(scene.story(resting).at(-1)).toBe("canceled kill_switch");
    expect(scene.story(flying).at(-1)).toBe("canceled kill_switch");
    expect(scene.story(later).at(-1)).toBe("accepted");
  });

  test("GTD: behavior: expires at its deadline", () => {
    const scene = market();
    const id = scene.place({ cents: 49, timeInForce: "GTD", deadlineUs: scene.nowUs + 5_000 });
    scene.pass(3_999);
    expect(scene.story(id)).toEqual(["submitted", "accepted"]);
    scene.pass(1);
    expect(scene.story(id).at(-1)).toBe("expired expired");
    expect(scene.venue.nextDueUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("epoch: behavior: its end cancels what rests on the book, and refuses what arrives", () => {
    const scene = openMarket(openMarket(new PaperScene(), K_YES));
    const yes = scene.place({ instrument: K_YES, cents: 49 });
    const no = scene.place({ instrument: K_NO, cents: 40 });
    const elsewhere = scene.place({ cents: 49 });
    const flying = scene.submit({ instrument: K_YES, cents: 49 });
    scene.endEpoch(K_YES);
    scene.pass();
    expect(scene.story(yes).at(-1)).toBe("canceled epoch_ended");
    expect(scene.story(no).at(-1)).toBe("canceled epoch_ended");
    expect(scene.story(flying).at(-1)).toBe("rejected epoch_ended");
    expect(scene.story(elsewhere).at(-1)).toBe("accepted");
  });

  test("epoch: behavior: a snapshot of a new one, a delta that does not fit and a torn run end it too", () => {
    const scene = market();
    const first = scene.place({ cents: 49 });
    scene.book(YES, [[48, 100]], [[50, 20]], { epoch: 3 });
    expect(scene.story(first).at(-1)).toBe("canceled epoch_ended");
    const second = scene.place({ cents: 49, epoch: 3 });
    scene.delta(YES, BID, 48, -101, { isIncrement: true, epoch: 3 });
    expect(scene.story(second).at(-1)).toBe("canceled epoch_ended");
    scene.book(YES, [[48, 100]], [[50, 20]], { epoch: 5 });
    const third = scene.place({ cents: 49, epoch: 5 });
    scene.book(YES, [[48, 100]], [[50, 20]], { epoch: 5, announced: 2 });
    expect(scene.story(third).at(-1)).toBe("canceled epoch_ended");
    expect(scene.venue.counts.broken).toBe(2);
    expect(scene.story(scene.place({ cents: 49, epoch: 5 })).at(-1)).toBe("rejected epoch_ended");
  });

  test("epoch: behavior: a snapshot within it leaves resting orders where they are", () => {
    const scene = market();
    const id = scene.place({ cents: 48, contracts: 10 });
    scene.book(YES, [[48, 100]], [[50, 20]]);
    scene.trade(YES, "sell", 48, 104);
    expect(scene.fills(id)).toEqual([[48, 4]]);
  });

  test("epoch: behavior: late news of an older one changes nothing", () => {
    const scene = new PaperScene();
    scene.book(YES, [[48, 100]], [[50, 20]], { epoch: 5 });
    const id = scene.place({ cents: 49, epoch: 5 });
    scene.endEpoch(YES, 3);
    scene.delta(YES, BID, 48, 1, { epoch: 3 });
    scene.book(YES, [[40, 100]], [[41, 20]], { epoch: 3 });
    expect(scene.story(id).at(-1)).toBe("accepted");
    expect(scene.venue.counts.ignored).toBe(5);
  });

  test("epoch: behavior: an order that arrives in the middle of a snapshot run meets the whole book", () => {
    const scene = market();
    const id = scene.submit({ cents: 50, contracts: 25, timeInForce: "IOC" });
    const canceled = scene.submit({ cents: 49 });
    scene.beginBook(YES, 1, 1);
    scene.pass(150);
    expect(scene.story(id)).toEqual(["submitted"]);
    scene.venue.cancel(canceled, 0, scene.nowUs);
    scene.pass(150);
    expect(scene.story(canceled)).toEqual(["submitted", "canceled requested"]);
    scene.levels(YES, BID, [[48, 100]]);
    scene.levels(YES, ASK, [[50, 22]]);
    scene.endBook(YES, 1, 1);
    expect(scene.fills(id)).toEqual([[50, 22]]);
  });

  test("lost: behavior: nothing rests or fills until the next snapshot", () => {
    const scene = market();
    const resting = scene.place({ cents: 49 });
    scene.venue.lost();
    expect(scene.story(resting).at(-1)).toBe("canceled epoch_ended");
    scene.delta(YES, ASK, 50, 10);
    expect(scene.story(scene.place({ cents: 50, timeInForce: "IOC" })).at(-1)).toBe("rejected epoch_ended");
    openMarket(scene);
    expect(scene.fills(scene.place({ cents: 50, timeInForce: "IOC" }))).toEqual([[50, 10]]);
  });

  test("market: behavior: its close cancels both outcomes' orders and refuses new ones", () => {
    const scene = market();
    scene.book(NO, [[50, 20]], [[52, 100]]);
    const yes = scene.place({ cents: 49 });
    const no = scene.place({ instrument: NO, cents: 49 });
    scene.place({ cents: 50, contracts: 5, timeInForce: "IOC" });
    scene.update(YES, "resolved", 10_000);
    expect(scene.story(yes).at(-1)).toBe("canceled market_closed");
    expect(scene.story(no).at(-1)).toBe("canceled market_closed");
    expect(scene.venue.bounds.find(({ name }) => name === "consumedLevelsMax")?.used).toBe(0);
    expect(scene.story(scene.place({ instrument: NO, cents: 49 })).at(-1)).toBe("rejected market_closed");
  });

  test("market: behavior: a pause keeps orders and refuses new ones; the return takes the orders away", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    const id = scene.place({ instrument: K_YES, cents: 49 });
    scene.update(K_YES, "deactivated");
    expect(scene.story(scene.place({ instrument: K_YES, cents: 49 })).at(-1)).toBe("rejected market_closed");
    expect(scene.story(id).at(-1)).toBe("accepted");
    scene.update(K_YES, "activated");
    expect(scene.story(id).at(-1)).toBe("canceled market_closed");
    expect(scene.story(scene.place({ instrument: K_YES, cents: 49 })).at(-1)).toBe("accepted");
  });

  test("market: behavior: a close that is moved into the future reopens", () => {
    const scene = openMarket(new PaperScene(), K_YES);
    scene.update(K_YES, "closed");
    scene.update(K_YES, "close_date_updated", 0);
    expect(scene.story(scene.place({ instrument: K_YES, cents: 49 })).at(-1)).toBe("rejected market_closed");
    scene.update(K_YES, "close_date_updated", 1_000_000);
    expect(scene.story(scene.place({ instrument: K_YES, cents: 49 })).at(-1)).toBe("accepted");
  });

  test("reports: behavior: none is lost when too many wait; the oldest come early", () => {
    const scene = market({ ackLatencyUs: 1_000_000, reportsPendingMax: 2 });
    const id = scene.place({ cents: 51, contracts: 50, timeInForce: "IOC" });
    expect(scene.story(id)).toEqual(["submitted", "accepted"]);
    expect(scene.venue.reportsEarly).toBe(1);
    scene.pass(2_000_000);
    expect(scene.story(id)).toEqual(["submitted", "accepted", "partially_filled 20@50", "filled 30@51"]);
  });
});
