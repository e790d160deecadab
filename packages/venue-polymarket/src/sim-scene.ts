import { FakePolymarket } from "../sim/fake-polymarket.ts";
import { PolymarketExchange } from "../sim/polymarket-exchange.ts";
import { LEVELS, marketSpec, START_US } from "../sim/session-harness.ts";
import { openData } from "./data/data-group.ts";
import { openGamma } from "./gamma/gamma-group.ts";

/** Markets of the scene: two events of four and two markets; the last one is resolved. */
export const SCENE_MARKETS = 6;
const NOW_MS = START_US / 1000 + 3_600_000;

/**
 * A fake venue on which something has happened, with clients of its Gamma and Data APIs: a set of exclusive markets, a plain event, trades
 * between people in every market, and a market that the first outcome has won. For tests; dispose of it.
 */
export class SimScene implements Disposable {
  readonly exchange = new PolymarketExchange(7);
  readonly venue: FakePolymarket;
  readonly gamma: ReturnType<typeof openGamma>["client"];
  readonly data: ReturnType<typeof openData>["client"];

  constructor() {
    for (let number = 1; number <= SCENE_MARKETS; number++) this.addMarket(number);
    this.exchange.resolveMarket(SCENE_MARKETS - 1, 0, START_US + 3e9);
    this.venue = FakePolymarket.start({ port: 0, exchange: this.exchange, nowMs: () => NOW_MS });
    this.gamma = openGamma({ baseUrl: `${this.venue.url}/gamma` }).client;
    this.data = openData({ baseUrl: `${this.venue.url}/data` }).client;
  }

  /** One more trade in a market, `size` contracts. */
  trade(market: number, takerSide: "buy" | "sell", size: number, timeUs: number): void {
    this.exchange.trade(market, { takerSide, size: size * 1e6, levelsMax: 3, timeUs, echoDelayUs: 0 });
  }

  [Symbol.dispose](): void {
    this.gamma.close();
    this.data.close();
    void this.venue.stop();
  }

  private addMarket(number: number): void {
    const inSet = number <= 4;
    const spec = marketSpec(number, {
      questionId: `0x${"f".repeat(63)}${number}`,
      startTimeMs: START_US / 1000 - 1e9,
      event: {
        id: inSet ? "7" : "9",
        slug: inSet ? "race" : "plain",
        title: inSet ? "Race" : "Plain event",
        negRisk: inSet,
        negRiskAugmented: false,
        negRiskMarketId: inSet ? "0xabc" : "",
      },
    });
    const at = this.exchange.addMarket(spec, START_US);
    this.exchange.seedBook(at, LEVELS, START_US);
    for (let trade = 1; trade <= number; trade++)
      this.trade(at, trade % 2 === 0 ? "sell" : "buy", 2 * number + trade, START_US + (number * 10 + trade) * 1e6);
  }
}
