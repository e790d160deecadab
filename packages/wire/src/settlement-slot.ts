import { isSettled, SETTLEMENT_STATES, type TradeObservation } from "@augury/model";
import { D_BODY, D_EXCHANGE_MS, Flag, SlotKind, W_BODY, W_EPOCH, W_INSTRUMENT, W_KIND } from "./slot-layout.ts";
import { NO_STRATEGY, packSettlement, type SlotWriter } from "./slot-writer.ts";

/** A settlement slot as decision's ledger, main's and the database's take it in. */
export interface ToldSettlement {
  /** Its id is made of the instrument, the moment and the 64 bits that the venue's own name was hashed to. */
  readonly observation: TradeObservation;
  /** 0 = not our order. */
  readonly intentId: number;
  readonly leg: number;
  /** `undefined` = nobody of ours decided it. */
  readonly strategy: number | undefined;
  /** The positions told before it contain it. */
  readonly counted: boolean;
}

/** Reads the settlement slot at `base`. */
export function readSettlement(i32: Int32Array, f64: Float64Array, base: number): ToldSettlement {
  const word = i32[base + W_KIND] as number;
  const d = base >>> 1;
  const packed = i32[base + W_BODY + 1] as number;
  const state = SETTLEMENT_STATES[(packed >>> 8) & 0xff] ?? "matched";
  const instrument = i32[base + W_INSTRUMENT] as number;
  const happenedMs = f64[d + D_EXCHANGE_MS] as number;
  const fee = f64[d + D_BODY + 3] as number;
  const strategy = packed & 0xff;
  return {
    observation: {
      id: `${instrument} ${happenedMs} ${i32[base + W_EPOCH]} ${i32[base + W_BODY + 3]}`,
      operation: {
        kind: "trade",
        instrument,
        side: (word & Flag.sell) !== 0 ? "sell" : "buy",
        price: i32[base + W_BODY + 2] as number,
        size: f64[d + D_BODY + 2] as number,
        fee,
      },
      state,
      happenedMs,
      liquidity: (word & Flag.maker) !== 0 ? "maker" : "taker",
      ...(isSettled(state) ? { feeCharged: fee } : {}),
    },
    intentId: i32[base + W_BODY] as number,
    leg: (packed >>> 16) & 0xff,
    strategy: strategy === NO_STRATEGY ? undefined : strategy,
    counted: (word & Flag.counted) !== 0,
  };
}

/** Writes the slot that {@link readSettlement} reads: the same trade told on, by its id. */
export function writeSettlement(
  writer: SlotWriter,
  base: number,
  { counted, intentId, leg, observation, strategy = NO_STRATEGY }: ToldSettlement,
): void {
  const { id, liquidity, operation, state } = observation;
  const [, , high = "0", low = "0"] = id.split(" ");
  const flags =
    (operation.side === "sell" ? Flag.sell : 0) |
    (liquidity === "maker" ? Flag.maker : 0) |
    (counted ? Flag.counted : 0);
  writer.header(base, SlotKind.settlement | flags, operation.instrument, Number(high), 0, observation.happenedMs);
  const packed = packSettlement(strategy, SETTLEMENT_STATES.indexOf(state), leg);
  writer.settlement(base, intentId, packed, operation.price, Number(low), operation.size, operation.fee);
}
