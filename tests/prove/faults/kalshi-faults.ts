import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import { KalshiLiveScene, type SceneWay } from "@augury/venue-kalshi/live/sim";
import { NO_ORDER_FAULTS } from "@augury/venue-kalshi/sim";
import { type FaultPlan, hastened, planOf } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";
import { FaultTrial, ORDERS_OPEN_MAX } from "./fault-trial.ts";
import type { FaultScene, FaultVenue, VenueOrder } from "./fault-venue.ts";

const HALT_MS = 2_000;
const FREEZE_MS_MAX = 15_000;
const PAGE_ITEMS = 10;

/** Lives through one seed's plan on the simulated Kalshi. */
export async function runKalshiFaults(seed: number): Promise<FaultRun> {
  const scene = await KalshiLiveScene.open(seed, { config: { ordersOpenMax: ORDERS_OPEN_MAX }, pageItems: PAGE_ITEMS });
  try {
    return await new FaultTrial(new KalshiFaults(scene), planOf(seed)).run();
  } finally {
    await scene.close();
  }
}

/** A scene of the simulated Kalshi, with or without a network. */
interface KalshiScene extends FaultScene, Pick<KalshiLiveScene, "account" | "exchange" | "keys" | "venue"> {
  way: SceneWay;
}

/** Faults of the simulated Kalshi; the plan's times are `haste` times as short. */
export class KalshiFaults implements FaultVenue {
  readonly keys: ReadonlyMap<number, string>;

  constructor(
    readonly scene: KalshiScene,
    private readonly haste = 1,
  ) {
    this.keys = scene.keys;
  }

  wish(): Partial<OrderRequest> {
    const { random, scheduler } = this.scene;
    const timeInForce = random.pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTD"] as const);
    const patienceMs = random.pick([50, 500, 5_000]);
    return {
      instrument: random.int(0, 1),
      side: random.pick(["buy", "sell"] as const),
      price: (random.int(45, 55) * 100) as PriceTicks,
      size: (random.int(1, 3_000) * 10_000) as SizeMicros,
      timeInForce,
      deadlineUs: scheduler.nowUs() + (timeInForce === "GTD" ? 20_000 : patienceMs) * 1000,
      postOnly: random.chance(0.1) && timeInForce === "GTC",
    };
  }

  /** What takes detours to the chain elsewhere is a read that stands still here. */
  unleash(plan: FaultPlan): void {
    const { events, replies, settlement, way } = hastened(plan, this.haste);
    const { fails_after, late, lost_after, lost_before, repeated } = replies;
    const reads = { freeze: settlement.retried / 4, freezeMsMax: FREEZE_MS_MAX / this.haste };
    this.scene.venue.faults.rates = { lost_before, lost_after, fails_after, repeated, late, ...events, ...reads };
    this.scene.way = way;
  }

  calm(): void {
    this.scene.venue.faults.rates = NO_ORDER_FAULTS;
    this.scene.way = { latencyMsMax: 5, lost: 0 };
  }

  /** For a while the market is halted. */
  async surprise({ cutOver }: FaultPlan): Promise<boolean> {
    const { exchange, random, scheduler } = this.scene;
    if (!random.chance(cutOver)) return false;
    exchange.setActive(0, false, scheduler.nowUs());
    this.scene.submit(this.wish());
    await this.scene.pass(HALT_MS);
    exchange.setActive(0, true, scheduler.nowUs());
    return true;
  }

  get restingCount(): number {
    return this.scene.account.resting().length;
  }

  isSettled(): boolean {
    return true;
  }

  orders(): VenueOrder[] {
    return [...this.scene.account.orders.values()].map(({ clientOrderId, filled, size, status }) => ({
      key: clientOrderId,
      filled,
      state: filled >= size ? "filled" : status === "resting" ? "resting" : "canceled",
      isCut: false,
    }));
  }

  struck() {
    const faults = Object.values(this.scene.venue.faults.counts).reduce((sum, count) => sum + count, 0);
    return { faults, voided: 0, retried: 0 };
  }
}
