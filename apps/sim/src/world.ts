import { Prng } from "@augury/core";
import { uniformTicks } from "@augury/model";
import type { SimVenue } from "@augury/sim-kit";
import { KalshiExchange } from "@augury/venue-kalshi/sim";
import { PolymarketExchange } from "@augury/venue-polymarket/sim";
import { Agenda } from "./agenda.ts";
import { Flow } from "./flow.ts";
import { LifecycleScript } from "./lifecycle-script.ts";
import { type FairLinks, MarketMover, NO_LINKS } from "./market-mover.ts";
import { PriceGrid } from "./price-grid.ts";
import { drawUniverse, type Universe } from "./universe.ts";
import { type PlannedWindow, planWindows } from "./window-plan.ts";
import { type OpenedWindow, WindowStage } from "./window-stage.ts";
import { type BookShape, WorldMarket } from "./world-market.ts";

export interface WorldOptions {
  readonly seed: number;
  /** Event time at which the world begins. The same seed and the same start give the same bytes. */
  readonly startTimeMs: number;
  /** Frames per second and venue, counted as a client of everything gets them: 10 to 10 000, and more. */
  readonly polymarketRate: number;
  readonly kalshiRate: number;
  /** Plain markets beside those that every world has. */
  readonly polymarketExtra: number;
  readonly kalshiExtra: number;
  /** Planted complement windows. */
  readonly windows: boolean;
  /** Tick changes, new markets, pauses, closes and resolutions. */
  readonly lifecycle: boolean;
  /** Most levels per side of a book. */
  readonly levels: number;
  /** For one enormous snapshot: how many Polymarket books there shall be at least, and how many levels each of the added ones has. */
  readonly stressBooks: number;
  readonly stressLevels: number;
}

export const WORLD_DEFAULTS: WorldOptions = {
  seed: 1,
  startTimeMs: 1_790_000_000_000,
  polymarketRate: 200,
  kalshiRate: 200,
  polymarketExtra: 4,
  kalshiExtra: 4,
  windows: true,
  lifecycle: true,
  levels: 24,
  stressBooks: 0,
  stressLevels: 200,
};

/** How far ahead windows are planned; afterwards the world goes on without them. */
const WINDOW_HORIZON_US = 10 * 60e6;

/**
 * Both fake venues brought to life by one seed, in event time: {@link step} does all that is due up to a moment and nothing else, so the
 * frames depend on the seed alone, never on when or how often it is called.
 */
export class World {
  readonly polymarket: PolymarketExchange;
  readonly kalshi: KalshiExchange;
  readonly universe: Universe;
  readonly windows: readonly PlannedWindow[];
  private readonly agenda = new Agenda();
  private readonly stage: WindowStage;
  private readonly mover: MarketMover;
  private readonly random: Prng;
  private readonly polymarketMarkets: WorldMarket[];
  private readonly kalshiMarkets: WorldMarket[];
  private readonly pairOf = new Map<WorldMarket, WorldMarket>();
  private readonly othersOf = new Map<WorldMarket, readonly WorldMarket[]>();
  private readonly flows: readonly [Flow, Flow];
  private readonly startUs: number;
  private timeUs: number;

  constructor(readonly options: WorldOptions) {
    const random = new Prng(options.seed);
    this.startUs = options.startTimeMs * 1000;
    this.timeUs = this.startUs;
    this.polymarket = new PolymarketExchange(random.uint32());
    this.kalshi = new KalshiExchange(random.uint32());
    this.universe = drawUniverse(options);
    this.random = random.fork(1);
    this.mover = new MarketMover(random.fork(2));
    const books = random.fork(3);
    this.polymarketMarkets = this.universe.polymarket.map(({ spec, fair, depth }) => {
      const index = this.polymarket.addMarket(spec, this.startUs);
      return this.fill(
        this.polymarket,
        index,
        {
          grid: new PriceGrid(uniformTicks(spec.step)),
          fair,
          depth,
        },
        books,
      );
    });
    this.kalshiMarkets = this.universe.kalshi.map(({ spec, fair, depth }) => {
      const index = this.kalshi.addMarket(spec, this.startUs);
      return this.fill(this.kalshi, index, { grid: new PriceGrid([...spec.bands]), fair, depth }, books);
    });
    this.stage = this.link(random.fork(4));
    this.windows = options.windows ? planWindows(random.fork(5), this.universe.pairs.length, WINDOW_HORIZON_US) : [];
    for (const window of this.windows) this.schedule(window);
    this.flows = [
      new Flow(this.polymarket, options.polymarketRate, random.fork(6), this.startUs),
      new Flow(this.kalshi, options.kalshiRate, random.fork(7), this.startUs),
    ];
    if (options.lifecycle) this.script(random.fork(8)).begin(this.startUs);
  }

  /** Event time up to which everything has happened. */
  get nowUs(): number {
    return this.timeUs;
  }

  /** The windows that were really opened so far. */
  get openedWindows(): readonly OpenedWindow[] {
    return this.stage.opened;
  }

  /** Does all that is due up to `untilUs` (event time since the epoch), at most `actionsMax` things. Returns how many. */
  step(untilUs: number, actionsMax = Number.POSITIVE_INFINITY): number {
    let actions = 0;
    while (actions < actionsMax && this.nextUs <= untilUs) {
      this.actOnce();
      actions++;
    }
    if (actions < actionsMax) this.timeUs = Math.max(this.timeUs, untilUs);
    return actions;
  }

  /** Event time of the next action. */
  get nextUs(): number {
    const [first, second] = this.flows;
    return Math.min(this.agenda.nextUs, first.nextUs, second.nextUs);
  }

  private actOnce(): void {
    const [first, second] = this.flows;
    const flow = first.nextUs <= second.nextUs ? first : second;
    const timeUs = Math.min(this.agenda.nextUs, flow.nextUs);
    this.timeUs = timeUs;
    // Late echoes and tickers come due at actions, not at calls: calls depend on the wall clock.
    this.polymarket.advance(timeUs);
    this.kalshi.advance(timeUs);
    if (this.agenda.nextUs <= flow.nextUs) this.agenda.runNext();
    else this.actOnFlow(flow, timeUs);
  }

  private actOnFlow(flow: Flow, timeUs: number): void {
    const markets = flow.venue === this.polymarket ? this.polymarketMarkets : this.kalshiMarkets;
    const market = this.pickMarket(markets);
    if (market) this.mover.act(market, this.linksOf(market), timeUs);
    flow.pay();
  }

  private pickMarket(markets: readonly WorldMarket[]): WorldMarket | undefined {
    for (let tries = 0; tries < 8; tries++) {
      const market = this.random.pick(markets);
      if (market.isOpen && this.random.chance(market.weight)) return market;
    }
    return undefined;
  }

  private linksOf(market: WorldMarket): FairLinks {
    const pair = this.pairOf.get(market);
    if (pair) return { kind: "pair", partner: pair };
    const others = this.othersOf.get(market);
    return others ? { kind: "set", partner: this.random.pick(others) } : NO_LINKS;
  }

  private fill(venue: SimVenue & Seedable, index: number, birth: Birth, random: Prng): WorldMarket {
    const shape = this.drawShape(birth, random);
    const market = new WorldMarket(venue, index, birth.grid, birth.fair, shape);
    market.weight = 0.25 + 0.75 * random.next();
    venue.seedBook(index, market.drawBook(random), this.startUs);
    return market;
  }

  private drawShape({ grid, depth }: Birth, random: Prng): BookShape {
    const fine = grid.prices.length > 500;
    const halfSpread = fine ? random.int(2, 6) : random.int(1, 2);
    const levels = depth ?? random.int(10, this.options.levels);
    return { halfSpread, levels, baseContracts: random.int(40, 400) };
  }

  private schedule(window: PlannedWindow): void {
    const endUs = this.startUs + window.endUs;
    this.agenda.add(this.startUs + window.startUs, (timeUs) => this.stage.open(window, timeUs, endUs));
    this.agenda.add(endUs, (timeUs) => this.stage.close(window, timeUs));
  }

  private script(random: Prng): LifecycleScript {
    return new LifecycleScript({
      agenda: this.agenda,
      random,
      polymarket: this.polymarket,
      kalshi: this.kalshi,
      universe: this.universe,
      polymarketMarkets: this.polymarketMarkets,
      kalshiMarkets: this.kalshiMarkets,
      startTimeMs: this.options.startTimeMs,
    });
  }

  /** Notes whose fair prices hang together, and returns the stage for the windows among them. */
  private link(random: Prng): WindowStage {
    const { polymarketSets, kalshiSets, pairs } = this.universe;
    const sets = [
      ...polymarketSets.map((set) => pickAll(this.polymarketMarkets, set)),
      ...kalshiSets.map((set) => pickAll(this.kalshiMarkets, set)),
    ];
    for (const set of sets)
      for (const market of set)
        this.othersOf.set(
          market,
          set.filter((other) => other !== market),
        );
    const linked = pairs.map((pair) => ({
      polymarket: this.polymarketMarkets[pair.polymarket] as WorldMarket,
      kalshi: this.kalshiMarkets[pair.kalshi] as WorldMarket,
    }));
    for (const { polymarket, kalshi } of linked) this.pairOf.set(polymarket, kalshi).set(kalshi, polymarket);
    return new WindowStage(sets[0] ?? [], linked, random);
  }
}

function pickAll(markets: readonly WorldMarket[], indices: readonly number[]): WorldMarket[] {
  return indices.map((index) => markets[index] as WorldMarket);
}

/** What a market starts with. */
interface Birth {
  readonly grid: PriceGrid;
  readonly fair: number;
  readonly depth: number | undefined;
}

interface Seedable {
  seedBook: PolymarketExchange["seedBook"];
}
