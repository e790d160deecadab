import type { PriceTicks, Prng, SizeMicros } from "@augury/core";
import {
  type FeeSchedule,
  type Instrument,
  InstrumentTable,
  type LegPlan,
  type LegRisk,
  type OrderRequest,
  uniformTicks,
} from "@augury/model";
import { LegConfig } from "./leg-config.ts";
import { computeLegRisk } from "./leg-risk.ts";

export const SCENE_START_US = 1_790_000_000_000_000;
export const SCENE_CONFIG = LegConfig.parse({ fillsPerOrderMax: 8, lossMax: 1e13, unwindLossMax: 1e13 });
const FEES: readonly FeeSchedule[] = [
  { rounding: "none", takerPpm: 0, makerPpm: 0, exponent: 1 },
  { rounding: "polymarket", takerPpm: 70_000, makerPpm: 0, exponent: 1 },
  { rounding: "kalshi", takerPpm: 70_000, makerPpm: 17_500, exponent: 1 },
];

/** One intent of several legs as a seed has it, and what it may lose. For tests. */
export class LegScene {
  readonly table: InstrumentTable;
  readonly plan: LegPlan;
  readonly legs: readonly OrderRequest[];
  readonly risk: LegRisk;

  constructor(private readonly prng: Prng) {
    this.table = new InstrumentTable(Array.from({ length: 8 }, (_, index) => this.instrument(index)));
    this.plan = {
      onFailure: prng.pick(["unwind", "unwind", "hold"] as const),
      sequence: prng.pick(["together", "one_by_one"] as const),
      bandTicks: prng.pick([0, 100, 500, 10_000]),
      legMs: prng.int(1, 3_000),
    };
    this.legs = Array.from({ length: prng.int(2, 6) }, (_, leg) => this.leg(leg));
    this.risk = computeLegRisk(
      this.legs.map(({ instrument, price, side, size }) => ({ instrument: this.at(instrument), price, side, size })),
      this.plan,
      SCENE_CONFIG,
    );
  }

  at(index: number): Instrument {
    return this.table.list[index] as Instrument;
  }

  private leg(leg: number): OrderRequest {
    const { prng } = this;
    return {
      intentId: 1,
      leg,
      strategy: 3,
      instrument: leg,
      side: prng.chance(0.8) ? "buy" : "sell",
      price: (prng.int(1, 99) * 100) as PriceTicks,
      size: (prng.int(100, 3_000) * 10_000) as SizeMicros,
      timeInForce: prng.pick(["IOC", "GTC"] as const),
      postOnly: false,
      epoch: 1,
      deadlineUs: SCENE_START_US + 1_000_000,
    };
  }

  private instrument(index: number): Instrument {
    return {
      index,
      venue: this.prng.pick(["polymarket", "kalshi"] as const),
      venueId: `${index}`,
      marketId: `${index}`,
      outcome: "yes",
      bookIndex: index,
      title: "",
      outcomeName: "Yes",
      ticks: uniformTicks(100),
      orderSizeMin: 0,
      sizeStep: 10_000,
      fees: this.prng.pick(FEES),
      negRisk: false,
      groupId: "",
      groupAugmented: false,
    };
  }
}
