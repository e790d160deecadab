import type { Prng } from "@augury/core";
import { uniformTicks } from "@augury/model";
import type { KalshiExchange } from "@augury/venue-kalshi/sim";
import type { PolymarketExchange } from "@augury/venue-polymarket/sim";
import type { Agenda } from "./agenda.ts";
import { PriceGrid } from "./price-grid.ts";
import { KALSHI_STRUCTURES, KalshiLister, PolymarketLister, type Universe } from "./universe.ts";
import { WorldMarket } from "./world-market.ts";

export interface LifecycleOptions {
  readonly agenda: Agenda;
  readonly random: Prng;
  readonly polymarket: PolymarketExchange;
  readonly kalshi: KalshiExchange;
  readonly universe: Universe;
  /** Grow when markets are launched. */
  readonly polymarketMarkets: WorldMarket[];
  readonly kalshiMarkets: WorldMarket[];
  readonly startTimeMs: number;
}

const SECOND_US = 1e6;
/** Markets that a world adds while it runs. */
const LAUNCHES_MAX = 8;
/** Numbers of launched plain markets start here, so that their names never meet those of the universe. */
const LAUNCH_NUMBER_FROM = 1000;

/** What happens to whole markets: ticks change, markets are launched, paused, closed, decided. All times are since the world's start. */
export class LifecycleScript {
  private launches = 0;

  constructor(private readonly options: LifecycleOptions) {}

  begin(startUs: number): void {
    this.every(startUs, 6, 20, (timeUs) => this.changePolymarketTick(timeUs));
    this.every(startUs, 8, 30, (timeUs) => this.launch(timeUs));
    this.every(startUs, 9, 25, (timeUs) => this.changeKalshiGrid(timeUs));
    this.every(startUs, 13, 40, (timeUs) => this.pauseKalshi(timeUs));
    this.every(startUs, 17, 45, (timeUs) => this.close(timeUs));
  }

  /** Runs for the first time after about `first` seconds, then about every `period`. */
  private every(fromUs: number, first: number, period: number, run: (timeUs: number) => void): void {
    const jitter = this.options.random.next();
    this.options.agenda.add(fromUs + Math.round((first + jitter) * SECOND_US), (timeUs) => {
      run(timeUs);
      this.every(timeUs, period - 0.5, period, run);
    });
  }

  /** The market near a dollar changes between ticks of 0.001 and 0.01, as real ones do beyond 0.96. */
  private changePolymarketTick(timeUs: number): void {
    const index = this.options.universe.polymarket.findIndex(({ fair }) => fair > 9000);
    const market = this.options.polymarketMarkets[index];
    if (!market?.isOpen) return;
    const step = market.grid.prices.length > 500 ? 100 : 10;
    this.regrid(market, new PriceGrid(uniformTicks(step)), timeUs);
    this.options.polymarket.changeTick(index, step, timeUs);
  }

  private changeKalshiGrid(timeUs: number): void {
    const index = this.options.universe.kalshi.findIndex(({ spec }) => spec.ticker.startsWith("KXFOG"));
    const market = this.options.kalshiMarkets[index];
    if (!market?.isOpen) return;
    const isFine = market.grid.prices.length > 500;
    const { structure, bands } = isFine ? KALSHI_STRUCTURES.tapered : KALSHI_STRUCTURES.deci;
    this.regrid(market, new PriceGrid([...bands]), timeUs);
    this.options.kalshi.changeGrid(index, structure, bands, timeUs);
  }

  /** Cancels what the new grid forbids; the rest of the book follows the fair price as it stands on the new grid. */
  private regrid(market: WorldMarket, grid: PriceGrid, timeUs: number): void {
    const off = market.offGridLevels(grid);
    if (off.length > 0) market.venue.applyLevels(market.index, off, timeUs);
    market.regrid(grid);
    const stale = market.staleLevels();
    if (stale.length > 0) market.venue.applyLevels(market.index, stale, timeUs);
  }

  private launch(timeUs: number): void {
    if (this.launches >= LAUNCHES_MAX) return;
    const number = LAUNCH_NUMBER_FROM + this.launches++;
    const { random, startTimeMs, polymarket, kalshi, polymarketMarkets, kalshiMarkets } = this.options;
    const lister = { seed: 0, startTimeMs, polymarketExtra: 0, kalshiExtra: 0, stressBooks: 0, stressLevels: 0 };
    const first = new PolymarketLister(lister, random).addPlain(number);
    const firstGrid = new PriceGrid(uniformTicks(first.spec.step));
    this.stock(
      polymarketMarkets,
      new WorldMarket(polymarket, polymarket.launchMarket(first.spec, timeUs), firstGrid, first.fair, SHAPE),
      timeUs,
    );
    const second = new KalshiLister(lister, random).addPlain(number);
    const secondGrid = new PriceGrid([...second.spec.bands]);
    this.stock(
      kalshiMarkets,
      new WorldMarket(kalshi, kalshi.launchMarket(second.spec, timeUs), secondGrid, second.fair, SHAPE),
      timeUs,
    );
  }

  /** A launched market's first orders come as ordinary changes. */
  private stock(markets: WorldMarket[], market: WorldMarket, timeUs: number): void {
    markets.push(market);
    market.venue.applyLevels(market.index, market.drawBook(this.options.random), timeUs);
  }

  private pauseKalshi(timeUs: number): void {
    const index = this.drawPlain("kalshi");
    if (index === undefined) return;
    const { kalshi, agenda } = this.options;
    kalshi.setActive(index, false, timeUs);
    agenda.add(timeUs + 2 * SECOND_US, (laterUs) => kalshi.setActive(index, true, laterUs));
  }

  /** One plain market of each venue ends: closed, then decided, then paid. */
  private close(timeUs: number): void {
    const { agenda, polymarket, kalshi, random } = this.options;
    const first = this.drawPlain("polymarket");
    const second = this.drawPlain("kalshi");
    const isYes = random.chance(0.5);
    if (first !== undefined) {
      polymarket.closeMarket(first, timeUs);
      agenda.add(timeUs + 2 * SECOND_US, (laterUs) => polymarket.resolveMarket(first, isYes ? 0 : 1, laterUs));
    }
    if (second === undefined) return;
    kalshi.closeMarket(second, timeUs);
    agenda.add(timeUs + 2 * SECOND_US, (laterUs) => kalshi.determineMarket(second, isYes ? "yes" : "no", laterUs));
    agenda.add(timeUs + 3 * SECOND_US, (laterUs) => kalshi.settleMarket(second, laterUs));
  }

  /** Returns a plain open market, unless only two are left. */
  private drawPlain(venue: "polymarket" | "kalshi"): number | undefined {
    const markets = venue === "polymarket" ? this.options.polymarketMarkets : this.options.kalshiMarkets;
    const open = markets.filter((market) => market.isOpen && this.isPlain(venue, market.index));
    return open.length > 2 ? this.options.random.pick(open).index : undefined;
  }

  private isPlain(venue: "polymarket" | "kalshi", index: number): boolean {
    const listing = this.options.universe[venue][index];
    return listing === undefined || listing.plain;
  }
}

const SHAPE = { halfSpread: 1, levels: 12, baseContracts: 120 };
