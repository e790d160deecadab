import type { OrderRequest } from "@augury/model";
import { requestOf } from "@augury/testkit";
import { differenceOf, refillBook, SCENE_WALLET, SceneProcess, sceneExchange } from "@augury/venue-polymarket/live/sim";
import { FakePolymarket } from "@augury/venue-polymarket/sim";
import { planOf } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";
import { FaultTrial, ORDERS_OPEN_MAX } from "./fault-trial.ts";
import { PolymarketFaults } from "./polymarket-faults.ts";
import { HASTE, HASTY_CONFIG, POST_MS_MAX, SocketScene } from "./socket-scene.ts";

const PAGE_ITEMS = 10;

/** Lives through one seed's plan on the simulated Polymarket over real sockets; what meets what is up to the machine, too. */
export async function runPolymarketSockets(seed: number): Promise<FaultRun> {
  const scene = new PolymarketSockets(seed);
  try {
    return await new FaultTrial(new PolymarketFaults(scene, HASTE), planOf(seed)).run();
  } finally {
    await scene.close();
  }
}

class PolymarketSockets extends SocketScene<SceneProcess> {
  readonly key;
  private readonly server: FakePolymarket;
  private readonly opening: number;

  constructor(seed: number) {
    super(seed);
    this.server = FakePolymarket.start({ port: 0, seed, exchange: sceneExchange(), pageItems: PAGE_ITEMS });
    const key = this.world.accounts.createKey(SCENE_WALLET, "0");
    if (!key) throw new Error("the venue makes a key");
    this.key = key;
    this.opening = key.account.collateral;
    const { desk, faults } = this.world;
    for (const times of [desk.settlement.times, faults.ghostMs] as Record<string, number>[])
      for (const [name, ms] of Object.entries(times)) times[name] = ms / HASTE;
  }

  get world() {
    return this.server.world;
  }

  trade(takerSide: "buy" | "sell", contracts: number): void {
    const order = { takerSide, size: contracts * 1_000_000, levelsMax: 10, timeUs: this.scheduler.nowUs() };
    this.server.exchange.trade(0, { ...order, echoDelayUs: 0 });
  }

  refill(): void {
    refillBook(this.server.exchange, this.scheduler.nowUs());
  }

  difference(): string | undefined {
    return differenceOf(this.process.ledger, this.key.account);
  }

  protected begin(): SceneProcess {
    const { fetch, key, keys, logPath, opening, openSocket, scheduler } = this;
    const link = {
      baseUrl: `${this.server.url}/clob`,
      streamUrl: this.server.socketUrlOf("/ws"),
      scheduler,
      fetch,
      openSocket,
      postMsMax: POST_MS_MAX,
      audit: this.audit,
      config: { ...HASTY_CONFIG, ordersOpenMax: ORDERS_OPEN_MAX },
      report: (...said: Parameters<typeof this.note>) => this.note(...said),
    };
    return new SceneProcess(link, { key, keys, logPath, opening });
  }

  protected tick(): void {
    this.world.advance(Date.now());
    this.server.flush();
  }

  protected disconnect(): void {
    this.server.chaos({ fault: "disconnect", args: {} });
  }

  protected stop(): Promise<void> {
    return this.server.stop();
  }

  /** Deadlines are judged on virtual time: here the machine may stop between the last look at the clock and this one. */
  protected watch(_: URL, method: string, body: string): void {
    if (method === "POST") this.audit.sent(body, 0);
  }

  protected requestOf(intent: number, over: Partial<OrderRequest>): OrderRequest {
    return requestOf(intent, this.scheduler.nowUs(), over);
  }
}
