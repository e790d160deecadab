import { expect, test } from "bun:test";
import { SETTLEMENT_STATES } from "@augury/model";
import fc from "fast-check";
import { readSettlement, type ToldSettlement, writeSettlement } from "./settlement-slot.ts";
import { SLOT_BYTES } from "./slot-layout.ts";
import { SlotWriter } from "./slot-writer.ts";

const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyTold = fc
  .record({
    instrument: fc.nat(100_000),
    happenedMs: fc.nat(2 ** 41),
    high: i32,
    low: i32,
    side: fc.constantFrom("buy" as const, "sell" as const),
    price: fc.integer({ min: 0, max: 10_000 }),
    size: fc.integer({ min: 1, max: 2 ** 50 }),
    fee: fc.integer({ min: 0, max: 2 ** 50 }),
    state: fc.constantFrom(...SETTLEMENT_STATES),
    liquidity: fc.constantFrom("taker" as const, "maker" as const),
    intentId: fc.nat(2 ** 31 - 1),
    leg: fc.nat(63),
    strategy: fc.option(fc.nat(254), { nil: undefined }),
    counted: fc.boolean(),
  })
  .map(
    ({
      counted,
      fee,
      happenedMs,
      high,
      instrument,
      intentId,
      leg,
      liquidity,
      low,
      price,
      side,
      size,
      state,
      strategy,
    }) => {
      const operation = { kind: "trade" as const, instrument, side, price, size, fee };
      const id = `${instrument} ${happenedMs} ${high} ${low}`;
      const charged = state === "confirmed" || state === "failed" ? { feeCharged: fee } : {};
      return {
        observation: { id, operation, state, happenedMs, liquidity, ...charged },
        intentId,
        leg,
        strategy,
        counted,
      };
    },
  );

test("readSettlement: behavior: reads back what was told, so that a trade told on keeps its name", () => {
  const memory = new ArrayBuffer(SLOT_BYTES);
  const writer = new SlotWriter(new Int32Array(memory), new Float64Array(memory));
  fc.assert(
    fc.property(anyTold, (told: ToldSettlement) => {
      writeSettlement(writer, 0, told);
      expect(readSettlement(writer.i32, writer.f64, 0)).toEqual(told);
    }),
  );
});
