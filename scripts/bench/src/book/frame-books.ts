import type { InstrumentTable } from "@augury/model";
import type { FeedCore } from "@augury/net";
import { createEngineMemory, DecisionCore, RingSizes } from "@augury/pipeline";
import { Portfolio } from "@augury/portfolio";
import { RiskConfig, RiskGate } from "@augury/risk";
import { LocalMarket, NOW_US, openPolymarketCore } from "../frames/local-market.ts";
import type { Tape } from "../frames/tape.ts";
import { sumBests } from "./best-sum.ts";
import { CcxtPolymarket } from "./ccxt-polymarket.ts";
import { JsonBooks } from "./json-books.ts";

/** A way from a frame to its books. */
export interface FrameBooks {
  readonly name: string;
  /** Prepares a frame before anything is timed. */
  prepare(text: string): Uint8Array | string;
  frame(prepared: Uint8Array | string): void;
  /** See {@link sumBests}. */
  bestSum(): number;
}

const BOOKS_BYTES_MAX = 32 << 20;

/** Ours: feed core → ring → decision core, as live, without a strategy. */
export class EngineFrameBooks implements FrameBooks {
  readonly name = "ours: feed core → ring → decision core";
  private readonly market: LocalMarket;
  private readonly core: FeedCore;
  private readonly decision: DecisionCore;
  private readonly books: number;

  constructor({ instruments }: Tape) {
    this.books = instruments.size;
    this.market = new LocalMarket(instruments, "polymarket");
    this.core = openPolymarketCore({ instruments, snapshots: [], frames: [] }, this.market);
    this.decision = openDecision(instruments);
  }

  prepare(text: string): Uint8Array {
    return Buffer.from(text);
  }

  frame(bytes: Uint8Array | string): void {
    const { consumer } = this.market;
    this.core.frame(0, bytes as Uint8Array, NOW_US);
    const waiting = consumer.poll(consumer.capacity);
    for (let at = 0; at < waiting; at++) this.decision.consume(consumer.i32, consumer.f64, consumer.base(at), NOW_US);
    consumer.release(waiting);
  }

  bestSum(): number {
    const { books } = this.decision;
    return sumBests(
      this.books,
      (book) => books.bestBid(book),
      (book) => books.bestAsk(book),
    );
  }
}

function openDecision(instruments: InstrumentTable): DecisionCore {
  const memory = createEngineMemory({
    instruments: instruments.size,
    rings: RingSizes.parse({}),
    booksBytesMax: BOOKS_BYTES_MAX,
  });
  return new DecisionCore({
    instruments,
    arena: memory.arena,
    strategies: [],
    risk: new RiskGate(RiskConfig.parse({}), instruments),
    portfolio: new Portfolio(instruments),
    groupQuietUs: 250_000,
    refusalPauseUs: 0,
  });
}

/** The rival most people have: ccxt. */
export class CcxtFrameBooks implements FrameBooks {
  readonly name = "ccxt 4.5.84 polymarket: JSON.parse + handleMessage";
  private readonly ccxt: CcxtPolymarket;

  constructor({ instruments }: Tape) {
    this.ccxt = new CcxtPolymarket(instruments.list.map(({ venueId }) => venueId));
  }

  prepare(text: string): string {
    return text;
  }

  frame(text: Uint8Array | string): void {
    this.ccxt.frame(text as string);
  }

  bestSum(): number {
    return this.ccxt.bestSum();
  }
}

/** The rival that a careful person writes: JSON.parse and Maps. */
export class JsonFrameBooks implements FrameBooks {
  readonly name = "JSON.parse + Map books, best price cached";
  private readonly books: JsonBooks;

  constructor({ instruments }: Tape) {
    this.books = new JsonBooks(instruments);
  }

  prepare(text: string): string {
    return text;
  }

  frame(text: Uint8Array | string): void {
    this.books.frame(text as string);
  }

  bestSum(): number {
    return this.books.bestSum();
  }
}
