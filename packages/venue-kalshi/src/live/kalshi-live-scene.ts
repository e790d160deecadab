import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, Prng } from "@augury/core";
import type { LiveConfig, OrderRequest } from "@augury/execution";
import type { OrderReport, OrderState } from "@augury/model";
import type { FetchFunction, OpenSocket } from "@augury/net";
import { SimScheduler } from "@augury/net/sim";
import { requestOf, SendAudit } from "@augury/testkit";
import type { SimAccount } from "../../sim/account/sim-account.ts";
import type { SimOrder } from "../../sim/account/sim-order.ts";
import { KeyRing } from "../../sim/key-ring.ts";
import type { TierName } from "../../sim/rest/rate-limiter.ts";
import { RouteTable } from "../../sim/rest/route-table.ts";
import { VenueState } from "../../sim/rest/venue-state.ts";
import { START_US } from "../../sim/session-harness.ts";
import type { OrderGroupOptions } from "./order-groups.ts";
import { CASH, differenceOf, refillBook, SCENE_KEY_ID, sceneExchange } from "./scene-market.ts";
import { type SceneLink, SceneProcess } from "./scene-process.ts";
import { LATENCY_MS, VirtualSocket } from "./virtual-socket.ts";

/** Requests that bring orders to the venue. */
const POSTINGS: readonly string[] = ["/portfolio/events/orders", "/portfolio/events/orders/batched"];
const STEP_MS = 25;

/** How the way to the venue behaves: each request and each answer takes up to so long, and may be lost. */
export interface SceneWay {
  readonly latencyMsMax: number;
  readonly lost: number;
}

/** What one process reported of one intent. */
export interface SaidOfOrder {
  readonly process: SceneProcess;
  state: OrderState;
  /** Contracts, in SizeMicros. */
  filled: number;
}

export interface SceneTerms {
  readonly config?: Partial<LiveConfig>;
  /** Items on a page of the venue's listings: few, so that there are pages. Default 3. */
  readonly pageItems?: number;
  readonly tier?: TierName;
  readonly group?: OrderGroupOptions;
  readonly historyAfterMs?: number;
}

/** Reads the key of a request and believes it: signatures are checked where there are sockets. */
class TrustingRing extends KeyRing {
  override check(): { readonly keyId: string; readonly account: string; readonly scopes: readonly string[] } {
    return { keyId: SCENE_KEY_ID, account: SCENE_KEY_ID, scopes: ["read", "write"] };
  }
}

/** The simulated venue without a network, on virtual time, and a process that trades on it and may be killed. */
export class KalshiLiveScene {
  readonly exchange = sceneExchange(START_US);
  readonly venue: VenueState;
  readonly random: Prng;
  readonly keys = new Map<number, string>();
  /** What was asked of the venue over REST, as "POST /portfolio/events/orders". */
  readonly requests: string[] = [];
  /** Whether the books go on that orders are priced on. */
  isLive = true;
  readonly audit = new SendAudit();
  /** What was reported of each intent by the process that spoke of it last. */
  readonly said = new Map<number, SaidOfOrder>();
  way: SceneWay = { latencyMsMax: LATENCY_MS, lost: 0 };
  process: SceneProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-kalshi-"));
  private readonly sockets = new Set<VirtualSocket>();
  private readonly ways: Prng;
  private nextIntent = 1;

  /** Opens a scene at the time of its exchange, with all that goes wrong decided by the seed. */
  static async open(seed: number, terms: SceneTerms = {}): Promise<KalshiLiveScene> {
    const scheduler = new SimScheduler();
    await scheduler.advance((START_US - scheduler.nowUs()) / 1000);
    return new KalshiLiveScene(seed, scheduler, terms);
  }

  private constructor(
    seed: number,
    readonly scheduler: SimScheduler,
    private readonly terms: SceneTerms,
  ) {
    this.random = new Prng(seed);
    this.ways = new Prng(seed ^ 0x776179);
    const nowMs = () => this.nowMs;
    this.venue = new VenueState({
      exchange: this.exchange,
      keys: new TrustingRing([], 0, nowMs),
      seed,
      nowMs,
      openingCash: CASH,
      tier: terms.tier ?? "prime",
      historyAfterMs: terms.historyAfterMs ?? 90 * 86_400_000,
      pageItemsMax: terms.pageItems ?? 3,
    });
    this.process = this.begin();
  }

  get nowMs(): number {
    return Math.floor(this.scheduler.nowUs() / 1000);
  }

  get account(): SimAccount {
    return this.venue.store.get(SCENE_KEY_ID);
  }

  submit(over: Partial<OrderRequest>): number {
    const intentId = this.nextIntent++;
    this.process.venue.submit(this.wish(intentId, over), this.scheduler.nowUs());
    return intentId;
  }

  submitMany(orders: readonly Partial<OrderRequest>[]): void {
    const nowUs = this.scheduler.nowUs();
    this.process.venue.submitMany(
      orders.map((over) => this.wish(this.nextIntent++, over)),
      nowUs,
    );
  }

  /** Intents so far: they are numbered from 1. */
  get intents(): number {
    return this.nextIntent - 1;
  }

  /** Somebody else trades so many contracts of YES. */
  trade(takerSide: "buy" | "sell", contracts: number): void {
    const size = Math.round(contracts * 1_000_000);
    this.exchange.trade(0, { takerSide, size, levelsMax: 10, timeUs: this.scheduler.nowUs(), echoDelayUs: 0 });
  }

  /** Others put back what was taken of their levels. */
  refill(): void {
    refillBook(this.exchange, this.scheduler.nowUs());
  }

  dropConnections(): void {
    for (const socket of [...this.sockets]) socket.end(1006);
  }

  /** The process dies, and another one takes its place after so long. */
  async crash(downMs = 0): Promise<void> {
    await Promise.all([this.process.kill(), this.pass(LATENCY_MS * 4)]);
    await this.scheduler.advance(downMs);
    this.process = this.begin();
  }

  /** Lets time pass, in small steps; promises settle in between. */
  async pass(ms: number): Promise<void> {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      await this.scheduler.advance(Math.min(STEP_MS, endMs - this.nowMs));
      this.venue.advance(this.nowMs);
      for (const socket of this.sockets) socket.onTime(this.nowMs);
      await new Promise((resolve) => setImmediate(resolve));
      this.process.venue.onTime(this.scheduler.nowUs());
    }
  }

  /** Lets time pass until something is so; throws after so long. */
  async until(condition: () => boolean, ms = 120_000): Promise<void> {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs && !condition(); ) await this.pass(STEP_MS);
    if (!condition()) throw new Error(`after ${ms} ms it was not so: ${condition}`);
  }

  ready(): Promise<void> {
    return this.until(
      () => this.process.venue.isReconciled && (this.process.live.groups?.state ?? "active") === "active",
    );
  }

  /** The venue's own books of an order of ours. */
  orderOf(intentId: number): SimOrder | undefined {
    const key = this.keys.get(intentId);
    for (const order of this.account.orders.values()) if (order.clientOrderId === key) return order;
    return undefined;
  }

  /** What our ledger says otherwise than the venue's books, in one line. */
  difference(): string | undefined {
    return differenceOf(this.process.ledger, this.exchange, this.account);
  }

  async close(): Promise<void> {
    await Promise.all([this.process.kill(), this.pass(LATENCY_MS * 4)]);
    rmSync(this.folder, { recursive: true });
  }

  /** Priced on the books as they are now, unless it says otherwise. */
  private wish(intentId: number, over: Partial<OrderRequest>): OrderRequest {
    const request = requestOf(intentId, this.scheduler.nowUs(), over);
    return { ...request, epoch: over.epoch ?? this.audit.epochOf(request.instrument) };
  }

  private note({ fillSize, intentId, state }: OrderReport, process: SceneProcess): void {
    const known = this.said.get(intentId);
    if (known?.process !== process) this.said.set(intentId, { process, state, filled: fillSize });
    else {
      known.state = state;
      known.filled += fillSize;
    }
  }

  private begin(): SceneProcess {
    const headers = { "KALSHI-ACCESS-KEY": SCENE_KEY_ID };
    const link: SceneLink = {
      baseUrl: "http://127.0.0.1/trade-api/v2",
      streamUrl: "ws://127.0.0.1/trade-api/ws/v2",
      scheduler: this.scheduler,
      credentials: { key: () => Promise.resolve(ok(headers)) },
      mintHeaders: () => Promise.resolve(ok(headers)),
      fetch: this.fetchFrom(),
      openSocket: this.openSocket,
      postMsMax: 2_000,
      isLive: (instrument, epoch) => this.isLive && this.audit.isLive(instrument, epoch),
      audit: this.audit,
      report: (report, process) => this.note(report, process),
    };
    const { keys, terms } = this;
    const { config, group } = terms;
    const logPath = join(this.folder, "intents");
    return new SceneProcess(link, { keys, logPath, opening: CASH, sinceMs: START_US / 1000 - 60_000, group, config });
  }

  private fetchFrom(): FetchFunction {
    const routes = new RouteTable(this.venue);
    return (url, { body, headers, method, signal }) => {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
      aborted.catch(() => {});
      const path = new URL(url).pathname.replace("/trade-api/v2", "");
      this.requests.push(`${method} ${path}`);
      for (const key of postedKeys(method, path, body ?? "")) this.audit.sentKey(key, this.scheduler.nowUs());
      const request = new Request(url, { method, headers, ...(body !== undefined && { body }) });
      return Promise.race([this.travel(routes, request, new URL(url)), aborted]);
    };
  }

  /** What is on its way arrives, whether or not anybody still waits for the answer. */
  private async travel(routes: RouteTable, request: Request, url: URL): Promise<Response> {
    await this.later();
    if (this.isLost()) throw new TypeError("the request was lost");
    const answer = await routes.answer(request, url);
    await this.later();
    if (this.isLost()) throw new TypeError("the answer was lost");
    return answer;
  }

  private isLost(): boolean {
    return this.way.lost > 0 && this.ways.chance(this.way.lost);
  }

  private later(): Promise<void> {
    const { latencyMsMax } = this.way;
    const ms = latencyMsMax > LATENCY_MS ? this.ways.int(1, latencyMsMax) : LATENCY_MS;
    return new Promise((resolve) => this.scheduler.after(ms, resolve));
  }

  private readonly openSocket: OpenSocket = (_, events) => {
    const socket = new VirtualSocket(this.exchange, this.scheduler, this.random, {
      ...events,
      ended: (end) => {
        this.sockets.delete(socket);
        events.ended(end);
      },
    });
    this.sockets.add(socket);
    return socket;
  };
}

/** The keys of the orders that a request brings to the venue. */
export function postedKeys(method: string, path: string, body: string): string[] {
  if (method !== "POST" || !POSTINGS.includes(path)) return [];
  return [...body.matchAll(/"client_order_id":"([^"]+)"/g)].map(([, key = ""]) => key);
}
