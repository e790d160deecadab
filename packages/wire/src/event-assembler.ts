import { type EngineEvent, EngineEvent as EngineEventSchema } from "@augury/model";
import { NO_PRICE } from "./slot-layout.ts";
import { type DecodedSlot, decodeSlot } from "./slot-reader.ts";

type Level = readonly [number, number];
interface OpenSnapshot {
  readonly begin: DecodedSlot;
  readonly bids: Level[];
  readonly asks: Level[];
}

/**
 * Turns feed slots back into the engine's events (seed features E1–E7) for everything outside the hot path: exports, streams, tests.
 * A snapshot run becomes one event when its last slot arrives; a torn run becomes none and is counted.
 */
export class EventAssembler {
  /** Snapshot runs that did not add up. */
  torn = 0;
  private readonly open = new Map<number, OpenSnapshot>();

  /** Takes the slot at `base`; returns the event that it completes, `undefined` for slots that complete none or are no feed events. */
  take(i32: Int32Array, f64: Float64Array, base: number): EngineEvent | undefined {
    const slot = decodeSlot(i32, f64, base);
    const fields = this.fieldsOf(slot);
    return fields && EngineEventSchema.parse({ ...headerOf(slot), ...fields });
  }

  private fieldsOf(slot: DecodedSlot): Record<string, unknown> | undefined {
    const { body, kind } = slot;
    switch (kind) {
      case "snapshotBegin":
        if (this.open.has(slot.instrument)) this.torn++;
        this.open.set(slot.instrument, { begin: slot, bids: [], asks: [] });
        return undefined;
      case "snapshotLevels":
        this.open.get(slot.instrument)?.[body.side === "ask" ? "asks" : "bids"].push(...(body.levels as Level[]));
        return undefined;
      case "snapshotEnd":
        return this.endSnapshot(slot);
      case "bookDelta":
        return {
          kind: "book_delta",
          ...without(body, ["bestBid", "bestAsk"]),
          ...prices(body, ["bestBid", "bestAsk"]),
        };
      case "trade":
        return { kind: "trade", takerSide: body.takerSide, price: body.price, size: body.size };
      case "quote":
        return { kind: "quote", ...prices(body, ["bestBid", "bestAsk"]), ...known(body, ["bidSize", "askSize"]) };
      case "tickSize":
        return { kind: "tick_size", ...body };
      case "marketUpdate":
        return { kind: "market_update", update: body.update, value: body.value };
      case "connection":
        return { kind: "connection", ...without(body, ["code"]) };
      case "position":
        return { kind: "position", ...body };
      case "referencePrice":
        return { kind: "reference_price", ...body };
      default:
        return undefined;
    }
  }

  private endSnapshot(slot: DecodedSlot): Record<string, unknown> | undefined {
    const run = this.open.get(slot.instrument);
    this.open.delete(slot.instrument);
    if (
      !run ||
      run.begin.epoch !== slot.epoch ||
      run.bids.length !== slot.body.bids ||
      run.asks.length !== slot.body.asks
    ) {
      this.torn++;
      return undefined;
    }
    return {
      kind: "book_snapshot",
      step: run.begin.body.step,
      bids: run.bids.map(toLevel),
      asks: run.asks.map(toLevel),
    };
  }
}

function headerOf({ venue, instrument, epoch, sequence, exchangeTimeMs, receivedTimeUs }: DecodedSlot) {
  return { venue, instrument, epoch, sequence, exchangeTimeMs, receivedTimeUs };
}

function toLevel([price, size]: Level) {
  return { price, size };
}

function without(body: DecodedSlot["body"], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

/** Only the prices that are there. */
function prices(body: DecodedSlot["body"], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => body[name] !== undefined && body[name] !== NO_PRICE).map((name) => [name, body[name]]),
  );
}

/** Only the sizes that were told. */
function known(body: DecodedSlot["body"], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => (body[name] as number) >= 0).map((name) => [name, body[name]]));
}
