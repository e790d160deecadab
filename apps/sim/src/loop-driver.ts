import { ASK, BID, type BookSide, type FrameKind, type LevelChange, type SimVenue } from "@augury/sim-kit";
import type { KalshiExchange, OutgoingMessage } from "@augury/venue-kalshi/sim";
import type { MarketListener, PolymarketExchange, SimMarket } from "@augury/venue-polymarket/sim";
import type { World } from "./world.ts";

/** A frame that was made once and can be sent again and again. */
type Rendered = () => void;

/** A stretch of a world, rendered, that ends with the books as it began: it can be repeated without end. */
export interface FrameLoop {
  readonly polymarket: readonly Rendered[];
  readonly kalshi: readonly Rendered[];
}

/**
 * Renders a stretch of `frames` frames per venue from a world without lifecycle and windows. Bodies, hashes and timestamps repeat with
 * every round; only Kalshi's sequence numbers go on. A client that subscribes in the middle of a round gets the round's first books, so
 * subscribe before the loop runs. For load, not for correctness.
 */
export function renderLoop(world: World, frames: number): FrameLoop {
  warmUp(world);
  const polymarket = new PolymarketTape(world.polymarket);
  const kalshi = new KalshiTape(world.kalshi);
  const before = [saveBooks(world.polymarket), saveBooks(world.kalshi)] as const;
  const lastPrices = world.polymarket.markets.map(({ lastTradePrice }) => lastTradePrice);
  while (polymarket.length < frames || kalshi.length < frames) world.step(world.nextUs, 64);
  flushEchoes(world);
  // The hash counts the last price (polymarket.md section 10), so the round must end with the one it began with.
  for (const [i, price] of lastPrices.entries())
    if (price !== world.polymarket.markets[i]?.lastTradePrice) world.polymarket.repeatTrade(i, price, world.nowUs);
  restoreBooks(world.polymarket, before[0], world.nowUs);
  restoreBooks(world.kalshi, before[1], world.nowUs);
  return { polymarket: polymarket.stop(), kalshi: kalshi.stop() };
}

/** Lets time pass until every Polymarket market has traded: only then can a last price be told again. */
function warmUp(world: World): void {
  for (let i = 0; i < WARM_UP_STEPS_MAX; i++) {
    if (world.polymarket.markets.every(({ lastTradePrice }) => lastTradePrice !== "")) break;
    world.step(world.nextUs, 1000);
  }
  flushEchoes(world);
}

/** Late echoes belong to the stretch that they are from. */
function flushEchoes(world: World): void {
  world.polymarket.advance(world.nowUs + ECHO_US_MAX);
  world.kalshi.advance(world.nowUs + ECHO_US_MAX);
}

const WARM_UP_STEPS_MAX = 10_000;
/** Longer than any echo or ticker waits. */
const ECHO_US_MAX = 1_000_000;

/** Listens to everything of one venue and keeps it. */
class PolymarketTape implements MarketListener {
  private readonly frames: Rendered[] = [];

  constructor(private readonly exchange: PolymarketExchange) {
    exchange.join(this);
    for (const market of exchange.markets) exchange.listen(this, market, true);
  }

  get length(): number {
    return this.frames.length;
  }

  onMarketFrame(market: SimMarket, tokens: number, text: string, kind: FrameKind): void {
    this.frames.push(() => this.exchange.broadcast(market, tokens, text, kind));
  }

  onCustomFrame(): void {}

  onGlobalFrame(): void {}

  onSnapshot(): void {}

  stop(): readonly Rendered[] {
    this.exchange.leave(this);
    return this.frames;
  }
}

class KalshiTape {
  private readonly frames: Rendered[] = [];

  constructor(private readonly exchange: KalshiExchange) {
    exchange.join(this);
  }

  get length(): number {
    return this.frames.length;
  }

  wants(): boolean {
    return false;
  }

  onMessage(message: OutgoingMessage): void {
    const own = message.body("own");
    const yes = message.body("yes");
    const rendered = { ...message, body: (leg: "own" | "yes") => (leg === "own" ? own : yes) };
    this.frames.push(() => this.exchange.broadcast(rendered));
  }

  stop(): readonly Rendered[] {
    this.exchange.leave(this);
    return this.frames;
  }
}

type SavedBook = ReadonlyMap<BookSide, ReadonlyMap<number, number>>;

function saveBooks(venue: SimVenue): SavedBook[] {
  return Array.from({ length: venue.marketCount }, (_, market) => {
    const sides = [BID, ASK].map((side) => {
      const { prices, sizes } = venue.ladder(market, side as BookSide);
      return [side as BookSide, new Map(prices.map((price, i) => [price, sizes[i] as number]))] as const;
    });
    return new Map(sides);
  });
}

/** Changes every level back, removals first so that no book crosses on the way. */
function restoreBooks(venue: SimVenue, saved: readonly SavedBook[], timeUs: number): void {
  for (const [market, book] of saved.entries()) {
    const removals: LevelChange[] = [];
    const changes: LevelChange[] = [];
    for (const [side, levels] of book) {
      const ladder = venue.ladder(market, side);
      for (const price of ladder.prices) if (!levels.has(price)) removals.push({ side, price, size: 0 });
      for (const [price, size] of levels) if (ladder.sizeAt(price) !== size) changes.push({ side, price, size });
    }
    for (const group of [removals, changes]) if (group.length > 0) venue.applyLevels(market, group, timeUs);
  }
}

/** What a loop is sent through. */
export interface LoopTarget {
  readonly frames: readonly Rendered[];
  readonly isBlocked: boolean;
  flush(): void;
  drained(): Promise<void>;
  isCovered(): boolean;
}

const TURN_FRAMES_MAX = 512;
const POLL_MS = 10;

/** Sends a loop's frames to the clients at an exact rate, or as fast as they read. */
export class LoopDriver {
  framesSent = 0;
  rounds = 0;
  private stopped = false;
  private position = 0;

  constructor(
    private readonly target: LoopTarget,
    private readonly framesPerSecond: number | "max",
  ) {}

  /** Waits until clients have subscribed to everything, then sends until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopped && !this.target.isCovered()) await Bun.sleep(POLL_MS);
    const startedMs = performance.now();
    while (!this.stopped) {
      const due = this.dueFrames(performance.now() - startedMs);
      for (let i = 0; i < due; i++) this.sendNext();
      this.target.flush();
      if (this.target.isBlocked) await this.target.drained();
      else await (due < TURN_FRAMES_MAX ? Bun.sleep(1) : new Promise<void>((resolve) => setImmediate(resolve)));
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private dueFrames(elapsedMs: number): number {
    if (this.framesPerSecond === "max") return TURN_FRAMES_MAX;
    const due = Math.floor((elapsedMs * this.framesPerSecond) / 1000) - this.framesSent;
    return Math.min(due, TURN_FRAMES_MAX);
  }

  private sendNext(): void {
    this.target.frames[this.position]?.();
    this.framesSent++;
    this.position++;
    if (this.position < this.target.frames.length) return;
    this.position = 0;
    this.rounds++;
  }
}
