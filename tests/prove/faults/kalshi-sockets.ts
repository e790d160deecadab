import { ok } from "@augury/core";
import type { OrderRequest } from "@augury/model";
import { generateThrowawayKeyPair, KalshiSigner } from "@augury/signing";
import { requestOf } from "@augury/testkit";
import { kalshiCredentials } from "@augury/venue-kalshi";
import { CASH, differenceOf, postedKeys, refillBook, SceneProcess, sceneExchange } from "@augury/venue-kalshi/live/sim";
import { FakeKalshi } from "@augury/venue-kalshi/sim";
import { planOf } from "./fault-plan.ts";
import type { FaultRun } from "./fault-scene.ts";
import { FaultTrial, ORDERS_OPEN_MAX } from "./fault-trial.ts";
import { KalshiFaults } from "./kalshi-faults.ts";
import { HASTE, HASTY_CONFIG, POST_MS_MAX, SocketScene } from "./socket-scene.ts";

const PAGE_ITEMS = 10;
const KEY_ID = "key";
const SKEW_MS_MAX = 600_000;

/** Lives through one seed's plan on the simulated Kalshi over real sockets and signatures; what meets what is up to the machine, too. */
export async function runKalshiSockets(seed: number): Promise<FaultRun> {
  const scene = new KalshiSockets(seed);
  try {
    return await new FaultTrial(new KalshiFaults(scene, HASTE), planOf(seed)).run();
  } finally {
    await scene.close();
  }
}

class KalshiSockets extends SocketScene<SceneProcess> {
  private readonly server: FakeKalshi;
  private readonly signer: KalshiSigner;
  private readonly sinceMs = Date.now() - 60_000;

  constructor(seed: number) {
    super(seed);
    const pair = generateThrowawayKeyPair();
    const signer = KalshiSigner.fromPem(KEY_ID, pair.privateKeyPem);
    if (!signer.ok) throw signer.error;
    this.signer = signer.value;
    this.server = FakeKalshi.start({
      port: 0,
      seed,
      exchange: sceneExchange(Date.now() * 1000),
      keys: [{ keyId: KEY_ID, publicKey: pair.publicKeyPem }],
      openingCash: CASH,
      skewMsMax: SKEW_MS_MAX,
      tier: "prime",
    });
    this.venue.pageItemsMax = PAGE_ITEMS;
  }

  get exchange() {
    return this.server.exchange;
  }

  get venue() {
    return this.server.venue;
  }

  get account() {
    return this.venue.store.get(KEY_ID);
  }

  trade(takerSide: "buy" | "sell", contracts: number): void {
    const order = { takerSide, size: contracts * 1_000_000, levelsMax: 10, timeUs: this.scheduler.nowUs() };
    this.exchange.trade(0, { ...order, echoDelayUs: 0 });
  }

  refill(): void {
    refillBook(this.exchange, this.scheduler.nowUs());
  }

  difference(): string | undefined {
    return differenceOf(this.process.ledger, this.exchange, this.account);
  }

  protected begin(): SceneProcess {
    const { audit, fetch, keys, logPath, openSocket, scheduler, signer, sinceMs } = this;
    const link = {
      baseUrl: this.server.url,
      streamUrl: this.server.socketUrl,
      scheduler,
      credentials: kalshiCredentials(signer),
      mintHeaders: async () => ok(signer.headers(Date.now(), "GET", "/trade-api/ws/v2")),
      fetch,
      openSocket,
      postMsMax: POST_MS_MAX,
      isLive: (instrument: number, epoch: number) => audit.isLive(instrument, epoch),
      audit,
      report: (...said: Parameters<typeof this.note>) => this.note(...said),
    };
    const config = { ...HASTY_CONFIG, ordersOpenMax: ORDERS_OPEN_MAX };
    return new SceneProcess(link, { keys, logPath, opening: CASH, sinceMs, config });
  }

  protected tick(): void {
    this.venue.advance(Date.now());
    this.server.flush();
  }

  protected disconnect(): void {
    this.server.chaos({ fault: "disconnect", args: {} });
  }

  protected stop(): Promise<void> {
    return this.server.stop();
  }

  /** Deadlines are judged on virtual time: here the machine may stop between the last look at the clock and this one. */
  protected watch(url: URL, method: string, body: string): void {
    const path = url.pathname.replace("/trade-api/v2", "");
    for (const key of postedKeys(method, path, body)) this.audit.sentKey(key, 0);
  }

  protected requestOf(intent: number, over: Partial<OrderRequest>): OrderRequest {
    return requestOf(intent, this.scheduler.nowUs(), over);
  }
}
