import { Prng } from "@augury/core";
import { ASK, BID, type SimVenue } from "@augury/sim-kit";
import { CommandSession } from "@augury/venue-kalshi/sim";
import { MarketSession } from "@augury/venue-polymarket/sim";
import { WORLD_DEFAULTS, World, type WorldOptions } from "./world.ts";

/** A world with one client of everything per venue, without sockets. */
export class WitnessedWorld {
  readonly world: World;
  /** What each client got. */
  readonly polymarket: string[] = [];
  readonly kalshi: string[] = [];

  constructor(options: Partial<WorldOptions> = {}) {
    this.world = new World({ ...WORLD_DEFAULTS, ...options });
    this.subscribePolymarket();
    this.subscribeKalshi();
  }

  /** Lets so many seconds pass, in steps of so many microseconds. */
  run(seconds: number, stepUs = 1_000_000): void {
    const endUs = this.world.nowUs + seconds * 1e6;
    while (this.world.nowUs < endUs) this.world.step(Math.min(endUs, this.world.nowUs + stepUs));
  }

  /** Returns a digest of all bytes so far. */
  digest(): string {
    return Bun.SHA1.hash(`${this.polymarket.join("\n")}\n${this.kalshi.join("\n")}`, "hex");
  }

  private subscribePolymarket(): void {
    const session = new MarketSession({
      exchange: this.world.polymarket,
      link: { send: (text) => void this.polymarket.push(text), close: () => {} },
      random: new Prng(1),
      nowMs: 0,
      subscribeTimeoutMs: Number.POSITIVE_INFINITY,
      snapshotAssetsMax: 10_000,
    });
    const assets = this.world.polymarket.markets.flatMap(({ spec }) => spec.tokens);
    session.receive(JSON.stringify({ type: "market", assets_ids: assets, custom_feature_enabled: true }));
  }

  private subscribeKalshi(): void {
    const session = new CommandSession({
      exchange: this.world.kalshi,
      link: { send: (text) => void this.kalshi.push(text), takeGap: () => 0 },
      random: new Prng(1),
      reorderAcks: false,
    });
    const tickers = this.world.kalshi.markets.map(({ spec }) => spec.ticker);
    const channels = ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"];
    session.receive(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels, market_tickers: tickers } }));
    session.onTime(0);
  }
}

/** Returns the markets whose books are crossed or locked right now. */
export function crossedMarkets(venue: SimVenue): number[] {
  return Array.from({ length: venue.marketCount }, (_, market) => market).filter((market) => {
    const bid = venue.ladder(market, BID).best();
    const ask = venue.ladder(market, ASK).best();
    return bid !== undefined && ask !== undefined && bid >= ask;
  });
}
