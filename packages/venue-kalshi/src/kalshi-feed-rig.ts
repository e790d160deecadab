import { type Instrument, InstrumentTable } from "@augury/model";
import type { FeedLink, FrameOutcome } from "@augury/net";
import { Counters, createCounters } from "@augury/telemetry";
import { KALSHI_COUNTERS, type KalshiCounter } from "./counters.ts";
import type { KalshiFeedConfig } from "./feed-config.ts";
import { KalshiFeedCore } from "./kalshi-feed-core.ts";
import type { Notice } from "./notices.ts";
import { RingBooks } from "./ring-books.ts";

/** Test support: a core between a link that only remembers and a ring whose slots go into books. Time stands still until told. */
export interface RigOptions {
  readonly tickers: readonly string[];
  readonly config?: Partial<KalshiFeedConfig>;
  readonly slots?: number;
  readonly decoder?: "scanner" | "json";
  /** NO instruments too, numbered after their YES. */
  readonly withNo?: boolean;
  readonly step?: number;
}

export class KalshiFeedRig extends RingBooks {
  readonly core: KalshiFeedCore;
  readonly counters = new Counters<KalshiCounter>(createCounters(KALSHI_COUNTERS));
  readonly sent: { id: number; cmd: string; params: Record<string, unknown> }[] = [];
  readonly reconnects: string[] = [];
  readonly notices: Notice[] = [];
  /** Where commands and requests to reconnect go besides being remembered. */
  onSend: (text: string) => void = () => {};
  onReconnect: () => void = () => {};
  nowUs = 1_000_000_000;

  constructor(options: RigOptions) {
    super(kalshiTable(options.tickers, options.withNo ?? false, options.step ?? 100), options.slots);
    this.core = new KalshiFeedCore({
      instruments: this.table,
      publisher: this.publisher,
      link: this.link(),
      counters: this.counters,
      onNotice: (notice) => this.notices.push(notice),
      ...(options.config ? { config: options.config } : {}),
      ...(options.decoder ? { decoder: options.decoder } : {}),
    });
  }

  open(): this {
    this.core.open(0, this.nowUs);
    return this;
  }

  /** Feeds one frame, as text or as an object, and consumes what it published. */
  feed(frame: string | object | Uint8Array): FrameOutcome {
    const outcome = this.offer(frame);
    this.drain();
    return outcome;
  }

  /** Feeds one frame and leaves its slots in the ring. */
  offer(frame: string | object | Uint8Array): FrameOutcome {
    const bytes =
      frame instanceof Uint8Array
        ? frame
        : new TextEncoder().encode(typeof frame === "string" ? frame : JSON.stringify(frame));
    return this.core.frame(0, bytes, this.nowUs);
  }

  /** Moves time on and ticks, in steps of 100 ms. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 100) {
      this.nowUs += Math.min(100, left) * 1000;
      this.core.tick(this.nowUs);
      this.drain();
    }
  }

  count(name: KalshiCounter): number {
    return this.counters.get(name);
  }

  /** Commands of one kind, by `cmd` or by their action. */
  commands(name: string): { id: number; cmd: string; params: Record<string, unknown> }[] {
    return this.sent.filter(({ cmd, params }) => cmd === name || params?.action === name);
  }

  private link(): FeedLink {
    return {
      send: (_connection, text) => {
        this.sent.push(JSON.parse(text));
        this.onSend(text);
      },
      reconnect: (_connection, why) => {
        this.reconnects.push(why);
        this.onReconnect();
      },
    };
  }
}

/** Instruments of these tickers: YES ones, each followed by its NO when `withNo`. */
export function kalshiTable(tickers: readonly string[], withNo = false, step = 100): InstrumentTable {
  const list: Instrument[] = [];
  for (const ticker of tickers) {
    const bookIndex = list.length;
    for (const outcome of withNo ? (["yes", "no"] as const) : (["yes"] as const)) {
      list.push({
        index: list.length,
        venue: "kalshi",
        venueId: ticker,
        marketId: ticker,
        outcome,
        bookIndex,
        title: ticker,
        outcomeName: outcome,
        ticks: [{ start: 0, end: 10_000, step }],
        orderSizeMin: 10_000,
        sizeStep: 10_000,
        fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
        negRisk: false,
        groupId: "",
        groupAugmented: false,
      });
    }
  }
  return new InstrumentTable(list);
}
