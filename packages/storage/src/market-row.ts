import { CONNECTION_STATES, feedNameOf } from "@augury/model";
import {
  D_BODY,
  D_CONSUMED_US,
  D_EXCHANGE_MS,
  D_NUMBER,
  D_RECEIVED_US,
  Flag,
  SlotKind,
  W_BODY,
  W_EPOCH,
  W_INSTRUMENT,
  W_KIND,
  W_SEQUENCE,
} from "@augury/wire";
import { type Row, rowOf } from "./tables.ts";

/** Returns the market-data row of a stamped slot (a trade, a connection's change of state), or `undefined` for other kinds. */
export function marketRowOf(runId: string, i32: Int32Array, f64: Float64Array, base: number): Row | undefined {
  switch (i32[base + W_KIND] & 0xff) {
    case SlotKind.trade:
      return tradeRow(runId, i32, f64, base);
    case SlotKind.connection:
      return connectionRow(runId, i32, f64, base);
    default:
      return undefined;
  }
}

function tradeRow(runId: string, i32: Int32Array, f64: Float64Array, base: number): Row {
  const word = i32[base + W_KIND];
  const d = base >>> 1;
  return rowOf("trades", {
    run_id: runId,
    number: f64[d + D_NUMBER],
    venue: feedNameOf((word >>> 8) & 0xff),
    instrument: i32[base + W_INSTRUMENT],
    epoch: i32[base + W_EPOCH],
    sequence: i32[base + W_SEQUENCE] >>> 0,
    exchange_ms: Math.floor(f64[d + D_EXCHANGE_MS]),
    received_us: Math.floor(f64[d + D_RECEIVED_US]),
    taker_side: word & Flag.sell ? "sell" : "buy",
    price: i32[base + W_BODY],
    size: f64[d + D_BODY + 2],
    block: word & Flag.block ? 1 : 0,
    trade_hash: f64[d + D_BODY + 3],
  });
}

function connectionRow(runId: string, i32: Int32Array, f64: Float64Array, base: number): Row {
  const word = i32[base + W_KIND];
  const d = base >>> 1;
  return rowOf("connection_events", {
    run_id: runId,
    number: f64[d + D_NUMBER],
    time_us: Math.floor(f64[d + D_CONSUMED_US]),
    venue: feedNameOf((word >>> 8) & 0xff),
    connection: i32[base + W_BODY + 1],
    state: CONNECTION_STATES[i32[base + W_BODY]] ?? "error",
    attempt: i32[base + W_BODY + 2],
    code: i32[base + W_BODY + 3],
  });
}
