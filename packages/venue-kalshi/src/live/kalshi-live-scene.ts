import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok, type PriceTicks, Prng, type SizeMicros } from "@augury/core";
import {
  type IntentEntry,
  LiveConfig,
  LiveVenue,
  type OrderRequest,
  openIntents,
  parseIntentEntries,
} from "@augury/execution";
import { EntryLog, type EntryLogOptions } from "@augury/journal";
import { type Instrument, InstrumentTable, type OrderReport, type OrderState, uniformTicks } from "@augury/model";
import type { ApiCredentials, FetchFunction, MintHeaders, OpenSocket, Scheduler } from "@augury/net";
import { SimScheduler } from "@augury/net/sim";
import { SettlementLedger } from "@augury/portfolio";
import { ASK, BID, type LevelChange } from "@augury/sim-kit";
import { type AtPoint, SendAudit, watchCall, watchNews, watchPort } from "@augury/testkit";
import type { SimAccount } from "../../sim/account/sim-account.ts";
import type { SimOrder } from "../../sim/account/sim-order.ts";
import { CommandSession } from "../../sim/command-session.ts";
import { KalshiExchange } from "../../sim/kalshi-exchange.ts";
import { KeyRing } from "../../sim/key-ring.ts";
import type { TierName } from "../../sim/rest/rate-limiter.ts";
import { RouteTable } from "../../sim/rest/route-table.ts";
import { VenueState } from "../../sim/rest/venue-state.ts";
import { marketSpec, START_US } from "../../sim/session-harness.ts";
import { openKalshiRest } from "../rest/kalshi-rest.ts";
import type { NewOrder } from "../rest/new-order.ts";
import { accountChannel, type OpenAccountChannel } from "./account-channel.ts";
import { KalshiLive, type ToldPosition } from "./kalshi-live.ts";
import { type MarketSettlement, redemptionsOf } from "./market-settlements.ts";
import type { OrderGroupOptions, OrderGroupState } from "./order-groups.ts";

export const TICKER = "KXA-26DEC-T1.99";
const KEY_ID = "key";
export const CASH = 10_000_000_000;
/** Requests that bring orders to the venue. */
const POSTINGS: readonly string[] = ["/portfolio/events/orders", "/portfolio/events/orders/batched"];
const LATENCY_MS = 5;
const STEP_MS = 25;

/** A book of some thousand dollars around 50 cents. */
const SCENE_LEVELS: readonly LevelChange[] = [
  { side: BID, price: 4_700, size: 100_000_000 },
  { side: BID, price: 4_900, size: 50_000_000 },
  { side: ASK, price: 5_100, size: 50_000_000 },
  { side: ASK, price: 5_300, size: 100_000_000 },
];

/** The two outcomes of the scene's market. */
export const SCENE_TABLE = new InstrumentTable([instrumentOf("yes"), instrumentOf("no")]);

/** What a trading process needs that differs between a network and none. */
export interface SceneLink {
  readonly baseUrl: string;
  readonly streamUrl: string;
  readonly scheduler: Scheduler;
  readonly credentials: ApiCredentials;
  readonly mintHeaders: MintHeaders;
  readonly fetch?: FetchFunction;
  readonly openSocket?: OpenSocket;
  readonly postMsMax: number;
  readonly isLive: (instrument: number, epoch: number) => boolean;
  /** Watches what is written down. */
  readonly audit?: SendAudit;
  readonly report?: (report: OrderReport, process: SceneProcess) => void;
  /** How the log writes; default: without waiting for the disk. */
  readonly log?: EntryLogOptions;
  /** Nothing is written down: what the log is there to prevent. */
  readonly forgets?: boolean;
  /** Told of each named point of an order's life as it is reached: a test may end the process there. */
  readonly at?: AtPoint;
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

/** What is remembered of an account over a process's death. */
export interface SceneMemory {
  /** The orders' keys by intent, over all processes. */
  readonly keys: Map<number, string>;
  readonly logPath: string;
  readonly opening: number;
  /** Fills since then, in ms. */
  readonly sinceMs: number;
  readonly group?: OrderGroupOptions | undefined;
  readonly config?: Partial<LiveConfig> | undefined;
}

/** One trading process: the core, its adapter and its ledger. */
export class SceneProcess {
  readonly live: KalshiLive;
  readonly venue: LiveVenue<NewOrder>;
  readonly ledger = new SettlementLedger(SCENE_TABLE);
  readonly reports: OrderReport[] = [];
  readonly alarms: string[] = [];
  /** Tellings of trades after which the ledger's books did not balance. */
  readonly imbalances: string[] = [];
  readonly positions: ToldPosition[] = [];
  readonly settlements: MarketSettlement[] = [];
  readonly groupStates: OrderGroupState[] = [];
  private readonly log: EntryLog;
  private readonly close: () => void;
  private readonly at: AtPoint;

  constructor(link: SceneLink, { config = {}, group, keys, logPath, opening, sinceMs }: SceneMemory) {
    const { at = () => {}, credentials, forgets = false, mintHeaders, openSocket, scheduler } = link;
    const opened = EntryLog.open(logPath, link.log ?? { sync: "none" }, (found) => openIntents(entriesOf(found)));
    if (!opened.ok) throw opened.error;
    const { client, close } = openKalshiRest({
      baseUrl: link.baseUrl,
      scheduler,
      credentials,
      random: () => 0.5,
      ...(link.fetch && { fetch: link.fetch }),
    });
    this.close = close;
    this.at = at;
    this.log = opened.value.log;
    this.ledger.deposit(opening, "kalshi");
    this.live = new KalshiLive({
      client,
      scheduler,
      table: SCENE_TABLE,
      openChannel: watched(
        accountChannel({ mintHeaders, url: link.streamUrl, scheduler, random: () => 0.5, openSocket }),
        at,
      ),
      log: {
        append: (entry) => {
          const { key, kind, request } = entry as Extract<IntentEntry, { kind: "prepared" }>;
          if (kind === "prepared") {
            keys.set(request.intentId, key);
            link.audit?.logged(key, request);
          }
          at(`log ${kind}`);
          const isWritten = forgets || this.log.append(entry);
          at(`logged ${kind}`);
          return isWritten;
        },
      },
      isLive: link.isLive,
      report: (said) => {
        const what = said.fillSize > 0 ? "fill" : said.state;
        at(`report ${what}`);
        this.reports.push(said);
        link.report?.(said, this);
        at(`reported ${what}`);
      },
      alarm: (what, about) => void this.alarms.push(`${what}: ${about}`),
      observe: (observation) => this.book(observation),
      settled: (settlement) => {
        this.settlements.push(settlement);
        const held = (instrument: number) => this.ledger.sellable(instrument);
        for (const redemption of redemptionsOf(settlement, held)) this.book(redemption);
      },
      position: (position) => void this.positions.push(position),
      tradesSinceMs: sinceMs,
      postMsMax: link.postMsMax,
      ...(group && {
        group: { ...group, changed: (state: OrderGroupState) => void this.groupStates.push(state) },
      }),
    });
    this.venue = new LiveVenue(watchPort(this.live.port, at), LiveConfig.parse(config));
    const entries = entriesOf(opened.value.entries);
    at("recover");
    this.venue.recover(entries, scheduler.nowUs());
    at("recovered");
    this.live.start(watchNews(this.venue, at), entries);
  }

  /** Dies without a word, as a killed process does. */
  async kill(): Promise<void> {
    await this.live.abandon();
    this.close();
    this.log.close();
  }

  /** Contracts that were reported as filled, by intent. */
  filled(intentId: number): number {
    return this.reports.filter((one) => one.intentId === intentId).reduce((sum, { fillSize }) => sum + fillSize, 0);
  }

  private book(observation: Parameters<SettlementLedger["observe"]>[0]): void {
    this.at(`book ${observation.state}`);
    const booked = this.ledger.observe(observation);
    if (booked === "contradiction" || booked === "too_old") this.alarms.push(`${booked}: ${observation.id}`);
    const problem = this.ledger.problem();
    if (problem) this.imbalances.push(`${problem} after ${observation.id} was ${observation.state}`);
    for (const { id } of this.ledger.takeFeeDifferences()) this.alarms.push(`a fee was not as expected: ${id}`);
    this.at(`booked ${observation.state}`);
  }
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
    return { keyId: KEY_ID, account: KEY_ID, scopes: ["read", "write"] };
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
    return this.venue.store.get(KEY_ID);
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
    const headers = { "KALSHI-ACCESS-KEY": KEY_ID };
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

/** A socket without a network: both directions keep their order. */
class VirtualSocket {
  readonly bufferedBytes = 0;
  private readonly session: CommandSession;
  private isOpen = true;

  constructor(
    exchange: KalshiExchange,
    private readonly scheduler: Scheduler,
    random: Prng,
    private readonly events: Parameters<OpenSocket>[1],
  ) {
    const send = (text: string) => this.later(() => events.message(new TextEncoder().encode(text)));
    const link = { send, takeGap: () => 0 };
    this.session = new CommandSession({
      exchange,
      link,
      random: new Prng(random.uint32()),
      reorderAcks: true,
      account: KEY_ID,
    });
    this.later(() => events.opened());
  }

  onTime(nowMs: number): void {
    if (this.isOpen) this.session.onTime(nowMs);
  }

  send(text: string): void {
    this.later(() => this.session.receive(text));
  }

  ping(): void {
    this.later(() => this.later(() => this.events.beat()));
  }

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

/** Returns an exchange with the scene's market, in which makers pay, too. */
export function sceneExchange(nowUs: number): KalshiExchange {
  const exchange = new KalshiExchange(1);
  const spec = marketSpec(TICKER);
  const series = { ...spec.event.series, feeType: "quadratic_with_maker_fees", feeMultiplier: 1 } as const;
  const times = { openTimeMs: nowUs / 1000 - 1e6, closeTimeMs: nowUs / 1000 + 1e9 };
  const market = exchange.addMarket({ ...spec, ...times, event: { ...spec.event, series } }, nowUs);
  exchange.seedBook(market, SCENE_LEVELS, nowUs);
  return exchange;
}

function watched(open: OpenAccountChannel, at: AtPoint): OpenAccountChannel {
  return (events) =>
    open({
      ...events,
      order: watchCall(at, "hear order", "heard order", (order) => events.order(order)),
      fill: watchCall(at, "hear trade", "heard trade", (fill) => events.fill(fill)),
    });
}

/** Others put back what was taken of their levels in the scene's book. */
export function refillBook(exchange: KalshiExchange, timeUs: number): void {
  for (const { price, side, size } of SCENE_LEVELS) {
    const best = exchange.ladder(0, side === BID ? ASK : BID).best();
    const crosses = best !== undefined && (side === BID ? price >= best : price <= best);
    if (!crosses && exchange.ladder(0, side).sizeAt(price) < size)
      exchange.applyLevels(0, [{ side, price, size }], timeUs);
  }
}

/** What a ledger says otherwise than the venue's books of an account in the scene's market, in one line. */
export function differenceOf(
  ledger: SettlementLedger,
  exchange: KalshiExchange,
  account: SimAccount,
): string | undefined {
  const market = exchange.findTicker(TICKER);
  const theirs = [account.cashOf(0), market ? account.position(market, 0).size : 0];
  const ours = [ledger.spendable("kalshi") as number, ledger.sellable(0) - ledger.sellable(1)];
  if (ours.join() === theirs.join()) return ledger.problem();
  return `cash, position: ours ${ours.join()}, the venue's ${theirs.join()}`;
}

/** The keys of the orders that a request brings to the venue. */
export function postedKeys(method: string, path: string, body: string): string[] {
  if (method !== "POST" || !POSTINGS.includes(path)) return [];
  return [...body.matchAll(/"client_order_id":"([^"]+)"/g)].map(([, key = ""]) => key);
}

function entriesOf(found: readonly unknown[]): IntentEntry[] {
  const entries = parseIntentEntries(found);
  if (!entries.ok) throw new Error(entries.error);
  return entries.value;
}

/** An order for ten YES at 0.48, which rests. */
export function requestOf(intentId: number, nowUs: number, over: Partial<OrderRequest> = {}): OrderRequest {
  return {
    intentId,
    leg: 0,
    strategy: 0,
    instrument: 0,
    side: "buy",
    price: 4_800 as PriceTicks,
    size: 10_000_000 as SizeMicros,
    timeInForce: "GTC",
    postOnly: false,
    epoch: 1,
    deadlineUs: nowUs + 5_000_000,
    ...over,
  };
}

function instrumentOf(outcome: "yes" | "no"): Instrument {
  const index = outcome === "yes" ? 0 : 1;
  return {
    index,
    venue: "kalshi",
    venueId: TICKER,
    marketId: TICKER,
    outcome,
    mirrorIndex: 1 - index,
    bookIndex: 0,
    title: "",
    outcomeName: outcome,
    ticks: uniformTicks(100),
    orderSizeMin: 10_000,
    sizeStep: 10_000,
    fees: { rounding: "kalshi", takerPpm: 70_000, makerPpm: 17_500, exponent: 1 },
    negRisk: false,
    groupId: "",
    groupAugmented: false,
  };
}
