import { Prng } from "@augury/core";
import type { KalshiExchange } from "./kalshi-exchange.ts";

/** The channels with prices of things outside the venue (kalshi.md section 13.11). */
export type ReferenceChannel = "cfbenchmarks_value" | "cfbenchmarks_value_5hz" | "pyth_value";

interface Quantity {
  readonly name: string;
  /** In units of 1e-8 dollars. */
  value: number;
  /** Ticks of the last minute, oldest first, for the trailing average. */
  readonly window: { readonly timeMs: number; readonly value: number }[];
}

const INDICES: readonly (readonly [name: string, dollars: number])[] = [
  ["BRTI", 91_250],
  ["ETHUSD_RTI", 3_040],
  ["SOLUSD_RTI", 138],
  ["XRPUSD_RTI", 2.1],
  ["DOGEUSD_RTI", 0.155],
];
const UNDERLYINGS: readonly (readonly [name: string, dollars: number])[] = [
  ["XAU/USD", 4_060],
  ["XAG/USD", 49.5],
  ["WTI/USD", 58.2],
];
const WINDOW_MS = 60_000;
const QUARTER_HOUR_MS = 900_000;
const CF_EVERY_US = 1_000_000;
const FAST_EVERY_US = 200_000;

/**
 * Prices that wander, one tick a second (the fast feed: five). Their own random source, and nothing is sent for which nobody asked, so
 * that the markets of a seed stay the same with and without listeners.
 */
export class ReferenceFeed {
  private readonly random: Prng;
  private readonly indices = INDICES.map(quantityOf);
  private readonly underlyings = UNDERLYINGS.map(quantityOf);
  private tickDueUs = 0;
  private fastDueUs = 0;

  constructor(
    seed: number,
    private readonly exchange: KalshiExchange,
  ) {
    this.random = new Prng(seed ^ 0x7266);
  }

  /** Returns the indices or underlyings that a channel offers. */
  namesOf(channel: string): string[] {
    return (channel === "pyth_value" ? this.underlyings : this.indices).map(({ name }) => name);
  }

  advance(timeUs: number): void {
    const timeMs = Math.floor(timeUs / 1000);
    if (timeUs >= this.tickDueUs) {
      this.tickDueUs = timeUs + CF_EVERY_US;
      this.move(timeMs);
      for (const index of this.indices) this.send("cfbenchmarks_value", index.name, () => slowBody(index, timeMs));
      for (const one of this.underlyings) this.send("pyth_value", one.name, () => pythBody(one, timeMs));
    }
    if (timeUs < this.fastDueUs) return;
    this.fastDueUs = timeUs + FAST_EVERY_US;
    for (const index of this.indices) this.send("cfbenchmarks_value_5hz", index.name, () => fastBody(index, timeMs));
  }

  private move(timeMs: number): void {
    for (const quantity of [...this.indices, ...this.underlyings]) {
      quantity.window.push({ timeMs, value: quantity.value });
      while ((quantity.window[0]?.timeMs ?? timeMs) < timeMs - WINDOW_MS) quantity.window.shift();
      // At most 5 basis points a tick.
      quantity.value += Math.round(quantity.value * (this.random.next() - 0.5) * 0.001);
    }
  }

  private send(channel: ReferenceChannel, name: string, body: () => string): void {
    if (!this.exchange.isWanted(channel, name)) return;
    const text = body();
    this.exchange.broadcast({ channel, type: channel, market: undefined, kind: "quote", name, body: () => text });
  }
}

function quantityOf([name, dollars]: readonly [string, number]): Quantity {
  return { name, value: Math.round(dollars * 1e8), window: [] };
}

function slowBody(quantity: Quantity, timeMs: number): string {
  const trailing = quantity.window.filter((tick) => tick.timeMs >= timeMs - WINDOW_MS && tick.timeMs < timeMs);
  const closeMs = Math.ceil(timeMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  const closing = quantity.window.filter((tick) => tick.timeMs > closeMs - WINDOW_MS && tick.timeMs <= closeMs);
  return JSON.stringify({
    index_id: quantity.name,
    received_at: timeMs,
    data: JSON.stringify({ type: "value", id: quantity.name, time: timeMs, value: dollarText(quantity.value) }),
    avg_60s_data: averageOf(trailing, timeMs - WINDOW_MS, timeMs),
    ...(timeMs > closeMs - WINDOW_MS
      ? { last_60s_windowed_average_15min: averageOf(closing, closeMs - WINDOW_MS, closeMs) }
      : {}),
  });
}

function averageOf(ticks: Quantity["window"], startMs: number, endMs: number): object {
  const sum = ticks.reduce((total, { value }) => total + value, 0);
  return {
    value: dollarText(ticks.length === 0 ? 0 : Math.round(sum / ticks.length)),
    window_size: ticks.length,
    window_start_ts_ms: startMs,
    window_end_ts_exclusive: endMs,
  };
}

function fastBody({ name, value }: Quantity, timeMs: number): string {
  const data = JSON.stringify({ id: name, time: timeMs, value: dollarText(value) });
  return JSON.stringify({
    index_id: name,
    value_usd: dollarText(value),
    source_ts_ms: timeMs,
    received_at: timeMs,
    data,
  });
}

function pythBody({ name, value }: Quantity, timeMs: number): string {
  return JSON.stringify({
    underlying_ticker: name,
    value_usd: dollarText(value),
    source_ts_ms: timeMs,
    received_at: timeMs,
  });
}

/** Eight decimals. */
function dollarText(value: number): string {
  return (value / 1e8).toFixed(8);
}
