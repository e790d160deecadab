import { expect, test } from "bun:test";
import { Prng } from "@augury/core";
import { ASK, BID } from "@augury/sim-kit";
import { CommandSession, KalshiExchange, type MarketSpec } from "../sim/index.ts";
import { type BookLevel, digestBook } from "./canonical-book.ts";
import { KalshiFeedRig } from "./kalshi-feed-rig.ts";

const START_US = 1_790_000_000_000_000;
const STEP_MS = 20;

const SERIES = { ticker: "KXA", title: "S", category: "C", feeType: "quadratic", feeMultiplier: 1 } as const;
const marketOf = (ticker: string): MarketSpec => ({
  ticker,
  marketId: `id-${ticker}`,
  event: { ticker: "KXA-1", series: SERIES, title: "E", subTitle: "", mutuallyExclusive: true },
  title: "T",
  yesSubTitle: "Yes",
  noSubTitle: "No",
  rules: "",
  structure: "linear_cent",
  bands: [{ start: 0, end: 10_000, step: 100 }],
  openTimeMs: START_US / 1000 - 1000,
  closeTimeMs: START_US / 1000 + 1e9,
});

/** The fake venue and the real core on one clock, with a line between them that loses, cuts, repeats and swaps frames. */
class ChaosWorld {
  readonly rig: KalshiFeedRig;
  readonly exchange: KalshiExchange;
  isCalm = false;
  faults = 0;
  private readonly random: Prng;
  private session: CommandSession | undefined;
  private line: string[] = [];
  private readonly waiting: string[] = [];
  private downUntilUs = 0;
  /** The core asked for a new connection. */
  private isDoomed = false;

  constructor(
    seed: number,
    private readonly markets: number,
    useYesPrice: boolean,
  ) {
    this.random = new Prng(seed);
    this.exchange = new KalshiExchange(seed);
    const tickers = Array.from({ length: markets }, (_, at) => `KXA-1-T${at}.5`);
    for (const ticker of tickers) this.exchange.addMarket(marketOf(ticker), START_US);
    const config = {
      useYesPrice,
      marketsPerCommandMax: 3,
      ackTimeoutMs: 1000,
      snapshotTimeoutMs: 1000,
      resyncMs: 100,
      resyncMsMax: 1000,
    };
    this.rig = new KalshiFeedRig({ tickers, slots: 256, config: { ...config, retryMs: 100, retryMsMax: 1000 } });
    this.rig.keepsEvents = false;
    this.rig.nowUs = START_US;
    this.rig.onSend = (text) => this.session?.receive(text);
    this.rig.onReconnect = () => {
      this.isDoomed = true;
    };
    this.connect();
  }

  /** Lets so much time pass. */
  run(ms: number): void {
    for (let left = ms; left > 0; left -= STEP_MS) this.step();
  }

  truth(market: number): { bids: BookLevel[]; asks: BookLevel[] } {
    const side = (which: typeof BID | typeof ASK) => {
      const ladder = this.exchange.ladder(market, which);
      return [...ladder.prices].map((price) => ({ price, size: ladder.sizeAt(price) }));
    };
    return { bids: side(BID), asks: side(ASK) };
  }

  private step(): void {
    const { rig } = this;
    rig.nowUs += STEP_MS * 1000;
    if (this.session && (this.isDoomed || this.happens(0.0005))) this.disconnect();
    if (!this.session && rig.nowUs >= this.downUntilUs) this.connect();
    for (let changes = this.random.int(0, 4); changes > 0; changes--) this.trade();
    this.exchange.advance(rig.nowUs);
    this.session?.onTime(rig.nowUs / 1000);
    if (this.happens(0.01)) rig.core.resync([this.random.int(0, this.markets - 1)], rig.nowUs);
    if (this.happens(0.0005)) rig.core.overrun(0, rig.nowUs);
    this.deliver();
    rig.drain(this.isCalm ? undefined : this.random.int(0, 60));
    if ((rig.nowUs / 1000) % 100 === 0) rig.core.tick(rig.nowUs);
  }

  /** One level of one market changes, never across the other side. */
  private trade(): void {
    const side = this.random.chance(0.5) ? BID : ASK;
    const price = (side === BID ? this.random.int(1, 49) : this.random.int(50, 99)) * 100;
    const size = this.random.chance(0.3) ? 0 : this.random.int(1, 5000) * 10_000;
    this.exchange.applyLevels(this.random.int(0, this.markets - 1), [{ side, price, size }], this.rig.nowUs);
  }

  private connect(): void {
    const link = { send: (text: string) => this.send(text), takeGap: () => (this.happens(0.002) ? 3 : 0) };
    this.session = new CommandSession({
      exchange: this.exchange,
      link,
      random: this.random.fork(1),
      reorderAcks: true,
    });
    this.rig.open();
  }

  private disconnect(): void {
    this.session?.closed();
    this.session = undefined;
    this.isDoomed = false;
    this.line = [];
    this.waiting.length = 0;
    this.downUntilUs = this.rig.nowUs + 300_000;
    this.rig.core.close(0, { code: 1006, text: "" }, this.rig.nowUs);
  }

  /** Puts a frame on the line: lost, cut, before its predecessor, or twice, each now and then. */
  private send(text: string): void {
    const isLost = this.happens(0.002);
    const isCut = this.happens(0.002);
    const place = this.line.length - (this.happens(0.002) ? 1 : 0);
    const arrived = isCut ? text.slice(0, this.random.int(0, text.length - 2)) : text;
    if (!isLost) this.line.splice(Math.max(0, place), 0, arrived);
    if (this.happens(0.002)) this.line.push(text);
  }

  /** Frames that find no room wait in order, as behind a paused socket. */
  private deliver(): void {
    const { rig } = this;
    this.waiting.push(...this.line.splice(0));
    if (!rig.core.resume(rig.nowUs)) return;
    while (this.waiting.length > 0 && this.session) {
      const outcome = rig.offer(this.waiting.shift() as string);
      if (this.isDoomed || outcome === "waiting") return;
    }
  }

  private happens(probability: number): boolean {
    if (this.isCalm || !this.random.chance(probability)) return false;
    this.faults++;
    return true;
  }
}

test("KalshiFeedCore: simulation: after lost, cut, repeated and swapped frames, gaps and disconnects every book is the venue's", () => {
  let gaps = 0;
  let waits = 0;
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const world = new ChaosWorld(seed, 8, seed % 2 === 0);
    const { rig } = world;
    world.run(60_000);
    world.isCalm = true;
    world.run(20_000);
    rig.drain();
    for (let market = 0; market < 8; market++) {
      expect([seed, market, rig.isLive(market)]).toEqual([seed, market, true]);
      expect([seed, digestBook(rig.book(market))]).toEqual([seed, digestBook(world.truth(market))]);
    }
    expect(world.faults).toBeGreaterThan(50);
    expect(rig.count("frames")).toBe(rig.count("parsed") + rig.count("skipped"));
    gaps += rig.count("gaps");
    waits += rig.count("waits");
  }
  expect(gaps).toBeGreaterThan(20);
  expect(waits).toBeGreaterThan(0);
});
