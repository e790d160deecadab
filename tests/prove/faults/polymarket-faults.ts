import type { PriceTicks, SizeMicros } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import { LiveScene, type SceneWay } from "@augury/venue-polymarket/live/sim";
import { NO_ORDER_FAULTS } from "@augury/venue-polymarket/sim";
import { type FaultPlan, hastened, planOf } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";
import { FaultTrial, ORDERS_OPEN_MAX } from "./fault-trial.ts";
import type { FaultScene, FaultVenue, VenueOrder } from "./fault-venue.ts";

const CUT_OVER_MS = 2_000;
const PAGE_ITEMS = 10;

/** Lives through one seed's plan on the simulated Polymarket. */
export async function runPolymarketFaults(seed: number): Promise<FaultRun> {
  const scene = await LiveScene.open(seed, { config: { ordersOpenMax: ORDERS_OPEN_MAX }, pageItems: PAGE_ITEMS });
  try {
    return await new FaultTrial(new PolymarketFaults(scene), planOf(seed)).run();
  } finally {
    await scene.close();
  }
}

/** A scene of the simulated Polymarket, with or without a network. */
interface PolymarketScene extends FaultScene, Pick<LiveScene, "world" | "key" | "keys" | "nowMs"> {
  way: SceneWay;
  readonly process: FaultScene["process"] & {
    readonly live: { readonly settlements: { readonly pendingCount: number } };
  };
}

/** Faults of the simulated Polymarket; the plan's times are `haste` times as short. */
export class PolymarketFaults implements FaultVenue {
  readonly keys: ReadonlyMap<number, string>;

  constructor(
    readonly scene: PolymarketScene,
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
      side: random.chance(0.7) ? "buy" : "sell",
      price: (random.int(45, 55) * 100) as PriceTicks,
      size: (random.int(500, 3_000) * 10_000) as SizeMicros,
      timeInForce,
      deadlineUs: scheduler.nowUs() + (timeInForce === "GTD" ? 150_000 : patienceMs) * 1000,
      postOnly: random.chance(0.1) && timeInForce === "GTC",
    };
  }

  unleash(plan: FaultPlan): void {
    const { events, replies, settlement, way } = hastened(plan, this.haste);
    this.scene.world.faults.rates = { ...replies, ...events, ...settlement };
    this.scene.way = way;
  }

  calm(): void {
    this.scene.world.faults.rates = NO_ORDER_FAULTS;
    this.scene.way = { latencyMsMax: 5, lost: 0 };
  }

  /** For a while the venue takes another order version, and what rested is wiped. */
  async surprise({ cutOver }: FaultPlan): Promise<boolean> {
    const { scene } = this;
    if (!scene.random.chance(cutOver)) return false;
    scene.world.desk.cutOver(3, scene.nowMs);
    scene.submit(this.wish());
    await scene.pass(CUT_OVER_MS);
    scene.world.desk.cutOver(2, scene.nowMs);
    return true;
  }

  get restingCount(): number {
    return this.scene.world.desk.openOrdersOf(this.scene.key.account).length;
  }

  isSettled(): boolean {
    const { process, world } = this.scene;
    return world.desk.settlement.pendingCount === 0 && process.live.settlements.pendingCount === 0;
  }

  orders(): VenueOrder[] {
    return [...this.scene.world.desk.orders.values()].map(({ id, matched, size, status, type }) => ({
      key: id,
      filled: matched,
      state: matched >= size ? "filled" : status === "LIVE" ? "resting" : "canceled",
      isCut: type === "FOK" || type === "FAK",
    }));
  }

  struck() {
    const { counts } = this.scene.world.faults;
    const faults = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { faults, voided: counts.ghost + counts.reverted, retried: counts.retried };
  }
}
