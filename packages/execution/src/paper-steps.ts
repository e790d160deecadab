import { ASK, BID } from "@augury/book";
import fc from "fast-check";
import { K_NO, K_YES, NO, type PaperScene, YES } from "./paper-scene.ts";

/** Few prices, so that orders, levels and trades meet. */
const anyCents = fc.integer({ min: 46, max: 54 });
const anyContracts = fc.integer({ min: 1, max: 40 });
const anyOrder = fc.record({
  side: fc.constantFrom("buy" as const, "sell" as const),
  cents: anyCents,
  contracts: fc.integer({ min: 3, max: 40 }),
  timeInForce: fc.constantFrom("GTC" as const, "GTC" as const, "GTD" as const, "IOC" as const, "FOK" as const),
  postOnly: fc.boolean(),
  lifeUs: fc.integer({ min: 50, max: 3_000 }),
});
const anySide = fc.uniqueArray(fc.tuple(anyCents, anyContracts), { maxLength: 5, selector: ([cents]) => cents });
/** One thing that happens to a paper venue: a change, a trade, an order, a cancel or a snapshot on one of the four instruments. */
export const anyStep = fc.record({
  /** Venue time may stand still, and lags behind a little now and then. */
  stamp: fc.integer({ min: -5, max: 40 }),
  passUs: fc.constantFrom(0, 0, 50, 200),
  instrument: fc.constantFrom(YES, NO, K_YES, K_NO),
  what: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        is: fc.constant("delta" as const),
        side: fc.constantFrom(BID, ASK),
        cents: anyCents,
        contracts: fc.oneof(fc.constant(0), anyContracts),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        is: fc.constant("trade" as const),
        taker: fc.constantFrom("buy" as const, "sell" as const),
        cents: anyCents,
        contracts: anyContracts,
      }),
    },
    { weight: 4, arbitrary: fc.record({ is: fc.constant("submit" as const), order: anyOrder }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant("cancel" as const), which: fc.nat({ max: 20 }) }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("snapshot" as const), bids: anySide, asks: anySide }) },
  ),
});
export type PaperStep = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Submits a step's order; post-only is a word for resting orders. */
export function submitStep(
  scene: PaperScene,
  instrument: number,
  order: Extract<PaperStep["what"], { is: "submit" }>["order"],
): number {
  const { lifeUs, postOnly, timeInForce, ...rest } = order;
  const rests = timeInForce === "GTC" || timeInForce === "GTD";
  const deadlineUs = timeInForce === "GTC" ? Number.MAX_SAFE_INTEGER : scene.nowUs + lifeUs;
  return scene.submit({ ...rest, instrument, timeInForce, postOnly: postOnly && rests, deadlineUs });
}
