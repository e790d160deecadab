import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "@augury/core";
import type { LiveConfig, OrderRequest } from "@augury/execution";
import type { OrderReport, OrderState } from "@augury/model";
import type { FetchFunction, OpenSocket, Scheduler } from "@augury/net";
import { SimScheduler } from "@augury/net/sim";
import type { SettlementLedger } from "@augury/portfolio";
import { Wallet } from "@augury/signing";
import { ASK, BID } from "@augury/sim-kit";
import { requestOf, SendAudit } from "@augury/testkit";
import type { SimApiKey } from "../../sim/account/account-store.ts";
import type { SimAccount } from "../../sim/account/sim-account.ts";
import type { SimOrder } from "../../sim/desk/sim-order.ts";
import type { PolymarketExchange } from "../../sim/polymarket-exchange.ts";
import { RouteTable } from "../../sim/route-table.ts";
import { exchangeOf, LEVELS, START_US } from "../../sim/session-harness.ts";
import { TEST_KEYS } from "../../sim/sim-trader.ts";
import { SimWorld } from "../../sim/sim-world.ts";
import { UserSession } from "../../sim/user/user-session.ts";
import { VENUE_HOSTS } from "../../sim/venue-hosts.ts";
import { FEE_RATE, type SceneLink, SceneProcess } from "./scene-process.ts";

const LATENCY_MS = 5;
const STEP_MS = 25;

/** The wallet of the scenes' processes. */
export const SCENE_WALLET = walletAddress();

/** Returns the scene's market with its book. */
export function sceneExchange(): PolymarketExchange {
  return exchangeOf(1, { feeRate: FEE_RATE });
}

/** Others put back what was taken of their levels in the scene's book. */
export function refillBook(exchange: PolymarketExchange, timeUs: number): void {
  const market = exchange.markets[0];
  for (const { price, side, size } of LEVELS) {
    const best = market?.ladder(side === BID ? ASK : BID).at(0);
    const crosses = best !== undefined && (side === BID ? price >= best : price <= best);
    if (!crosses && (market?.ladder(side).sizeAt(price) ?? 0) < size)
      exchange.applyLevels(0, [{ side, price, size }], timeUs);
  }
}

/** What a ledger says otherwise than the venue's books of an account in the scene's market, in one line. */
export function differenceOf(ledger: SettlementLedger, account: SimAccount): string | undefined {
  const ours = [ledger.spendable("polymarket"), ledger.sellable(0), ledger.sellable(1)] as number[];
  const theirs = [account.collateral, account.tokensOf("11"), account.tokensOf("12")];
  if (ours.join() === theirs.join()) return ledger.problem();
  return `cash, YES, NO: ours ${ours.join()}, the venue's ${theirs.join()}`;
}

export interface SceneOptions {
  readonly config?: Partial<LiveConfig>;
  /** Items on a page of the venue's listings: few, so that there are pages. Default 3. */
  readonly pageItems?: number;
}

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

/** The simulated venue without a network, on virtual time, and a process that trades on it and may be killed. */
export class LiveScene {
  readonly world: SimWorld;
  readonly exchange: PolymarketExchange;
  readonly key: SimApiKey;
  readonly random: Prng;
  /** The venue's names of our orders, by intent, over all processes. */
  readonly keys = new Map<number, string>();
  /** What was asked of the venue over REST, as "POST /orders". */
  readonly requests: string[] = [];
  readonly audit = new SendAudit();
  /** What was reported of each intent by the process that spoke of it last. */
  readonly said = new Map<number, SaidOfOrder>();
  way: SceneWay = { latencyMsMax: LATENCY_MS, lost: 0 };
  process: SceneProcess;
  private readonly opening: number;
  private readonly folder = mkdtempSync(join(tmpdir(), "augury-live-"));
  private readonly sockets = new Set<VirtualSocket>();
  private readonly ways: Prng;
  private nextIntent = 1;

  /** Opens a scene at the time of its exchange, with all that goes wrong decided by the seed. */
  static async open(seed: number, options: SceneOptions = {}): Promise<LiveScene> {
    const scheduler = new SimScheduler();
    await scheduler.advance((START_US - scheduler.nowUs()) / 1000);
    return new LiveScene(seed, scheduler, options);
  }

  private constructor(
    seed: number,
    readonly scheduler: SimScheduler,
    private readonly options: SceneOptions,
  ) {
    const { pageItems = 3 } = options;
    this.random = new Prng(seed);
    this.ways = new Prng(seed ^ 0x776179);
    this.exchange = sceneExchange();
    this.world = new SimWorld({ exchange: this.exchange, seed, nowMs: () => this.nowMs, pageItems });
    const key = this.world.accounts.createKey(SCENE_WALLET, "0");
    if (!key) throw new Error("the venue makes a key");
    this.key = key;
    this.opening = key.account.collateral;
    this.process = this.begin();
  }

  get nowMs(): number {
    return Math.floor(this.scheduler.nowUs() / 1000);
  }

  submit(over: Partial<OrderRequest>): number {
    const intentId = this.nextIntent++;
    const request = requestOf(intentId, this.scheduler.nowUs(), over);
    const { epoch = this.audit.epochOf(request.instrument) } = over;
    this.process.venue.submit({ ...request, epoch }, this.scheduler.nowUs());
    return intentId;
  }

  submitMany(orders: readonly Partial<OrderRequest>[]): void {
    const nowUs = this.scheduler.nowUs();
    const requests = orders.map((over) => {
      const request = requestOf(this.nextIntent++, nowUs, over);
      return { ...request, epoch: over.epoch ?? this.audit.epochOf(request.instrument) };
    });
    this.process.venue.submitMany(requests, nowUs);
  }

  /** Intents so far: they are numbered from 1. */
  get intents(): number {
    return this.nextIntent - 1;
  }

  /** Somebody else trades so many contracts of YES. */
  trade(takerSide: "buy" | "sell", contracts: number): void {
    const order = { takerSide, size: contracts * 1_000_000, levelsMax: 10, timeUs: this.scheduler.nowUs() };
    this.exchange.trade(0, { ...order, echoDelayUs: 0 });
  }

  /** Others put back what was taken of their levels. */
  refill(): void {
    refillBook(this.exchange, this.scheduler.nowUs());
  }

  dropConnections(): void {
    for (const socket of [...this.sockets]) socket.end(1006);
  }

  async crash(): Promise<void> {
    await Promise.all([this.process.kill(), this.pass(LATENCY_MS * 4)]);
    this.process = this.begin();
  }

  /** Lets time pass, in small steps; promises settle in between. */
  async pass(ms: number): Promise<void> {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      await this.scheduler.advance(Math.min(STEP_MS, endMs - this.nowMs));
      this.world.advance(this.nowMs);
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
    return this.until(() => this.process.venue.isReconciled);
  }

  /** The venue's own books of an order of ours. */
  orderOf(intentId: number): SimOrder | undefined {
    return this.world.desk.orders.get(this.keys.get(intentId) ?? "");
  }

  /** What our ledger says otherwise than the venue's books, in one line. */
  difference(): string | undefined {
    return differenceOf(this.process.ledger, this.key.account);
  }

  async close(): Promise<void> {
    await Promise.all([this.process.kill(), this.pass(LATENCY_MS * 4)]);
    rmSync(this.folder, { recursive: true });
  }

  private begin(): SceneProcess {
    const link: SceneLink = {
      baseUrl: "http://127.0.0.1/clob",
      streamUrl: "ws://127.0.0.1/ws",
      scheduler: this.scheduler,
      fetch: this.fetchFrom(),
      openSocket: this.openSocket,
      postMsMax: 2_000,
      audit: this.audit,
      config: this.options.config ?? {},
      report: (report, process) => this.note(report, process),
    };
    const { key, keys, opening } = this;
    return new SceneProcess(link, { key, keys, logPath: join(this.folder, "intents"), opening });
  }

  private note({ fillSize, intentId, state }: OrderReport, process: SceneProcess): void {
    const known = this.said.get(intentId);
    if (known?.process !== process) this.said.set(intentId, { process, state, filled: fillSize });
    else {
      known.state = state;
      known.filled += fillSize;
    }
  }

  private fetchFrom(): FetchFunction {
    const routes = new RouteTable(this.world, VENUE_HOSTS);
    return (url, { body, headers, method, signal }) => {
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
      aborted.catch(() => {});
      this.requests.push(`${method} ${new URL(url).pathname.replace("/clob", "")}`);
      if (typeof body === "string" && method === "POST") this.audit.sent(body, this.scheduler.nowUs());
      const request = new Request(url, { method, headers, ...(body !== undefined && { body }) });
      return Promise.race([this.travel(routes, request, new URL(url)), aborted]);
    };
  }

  /** What is on its way arrives, whether or not anybody still waits for the answer. */
  private async travel(routes: RouteTable, request: Request, url: URL): Promise<Response> {
    await this.later();
    if (this.isLost()) throw new TypeError("the request was lost");
    const answer = await routes.answer(request, url, this.nowMs);
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
    const socket = new VirtualSocket(this.world, this.scheduler, {
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

/** A socket of the user channel without a network: both directions keep their order. */
class VirtualSocket {
  readonly bufferedBytes = 0;
  private readonly session: UserSession;
  private isOpen = true;

  constructor(
    world: SimWorld,
    private readonly scheduler: Scheduler,
    private readonly events: Parameters<OpenSocket>[1],
  ) {
    const send = (text: string) => this.later(() => events.message(new TextEncoder().encode(text)));
    this.session = new UserSession(world, { send, close: (code = 1000) => this.end(code) });
    this.later(() => events.opened());
  }

  send(text: string): void {
    this.later(() => this.session.receive(text));
  }

  ping(): void {}
  pause(): void {}
  resume(): void {}

  close(): void {
    this.end(1000);
  }

  terminate(): void {
    this.end(1006);
  }

  end(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.session.closed();
    this.scheduler.after(LATENCY_MS, () => this.events.ended({ code, text: "" }));
  }

  private later(run: () => void): void {
    this.scheduler.after(LATENCY_MS, () => {
      if (this.isOpen) run();
    });
  }
}

function walletAddress(): string {
  const wallet = Wallet.fromPrivateKey(TEST_KEYS[0]);
  if (!wallet.ok) throw wallet.error;
  return wallet.value.address;
}
