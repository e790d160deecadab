import { type IntentEntry, LiveConfig, LiveVenue, openIntents, parseIntentEntries } from "@augury/execution";
import { EntryLog, type EntryLogOptions } from "@augury/journal";
import type { InstrumentTable, OrderReport } from "@augury/model";
import type { ApiCredentials, FetchFunction, MintHeaders, OpenSocket, Scheduler } from "@augury/net";
import { SettlementLedger } from "@augury/portfolio";
import { type AtPoint, type SendAudit, watchCall, watchNews, watchPort } from "@augury/testkit";
import { openKalshiRest } from "../rest/kalshi-rest.ts";
import type { NewOrder } from "../rest/new-order.ts";
import { accountChannel, type OpenAccountChannel } from "./account-channel.ts";
import { KalshiLive, type ToldPosition } from "./kalshi-live.ts";
import { closingTrades, type MarketSettlement } from "./market-settlements.ts";
import type { OrderGroupOptions, OrderGroupState } from "./order-groups.ts";
import { SCENE_TABLE } from "./scene-market.ts";

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
  /** What is traded. Default: the scene's market. */
  readonly table?: InstrumentTable;
}

/** One trading process: the core, its adapter and its ledger. */
export class SceneProcess {
  readonly live: KalshiLive;
  readonly venue: LiveVenue<NewOrder>;
  readonly ledger: SettlementLedger;
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

  constructor(
    link: SceneLink,
    { config = {}, group, keys, logPath, opening, sinceMs, table = SCENE_TABLE }: SceneMemory,
  ) {
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
    this.ledger = new SettlementLedger(table);
    this.ledger.deposit(opening, "kalshi");
    this.live = new KalshiLive({
      client,
      scheduler,
      table,
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
        const what = said.terms ? "terms" : said.fillSize > 0 ? "fill" : said.state;
        at(`report ${what}`);
        this.reports.push(said);
        link.report?.(said, this);
        at(`reported ${what}`);
      },
      alarm: (what, about) => void this.alarms.push(`${what}: ${about}`),
      observe: (observation) => this.book(observation),
      settled: watchCall(at, "hear payout", "heard payout", (settlement: MarketSettlement) => {
        this.settlements.push(settlement);
        const positionOf = (instrument: number) => this.ledger.confirmed.position(instrument);
        for (const trade of closingTrades(settlement, positionOf)) this.book(trade);
      }),
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

function watched(open: OpenAccountChannel, at: AtPoint): OpenAccountChannel {
  return (events) =>
    open({
      ...events,
      order: watchCall(at, "hear order", "heard order", (order) => events.order(order)),
      fill: watchCall(at, "hear trade", "heard trade", (fill) => events.fill(fill)),
      group: watchCall(at, "hear group", "heard group", (update) => events.group(update)),
      market: watchCall(at, "hear market", "heard market", (news) => events.market(news)),
      position: watchCall(at, "hear position", "heard position", (position) => events.position(position)),
    });
}

function entriesOf(found: readonly unknown[]): IntentEntry[] {
  const entries = parseIntentEntries(found);
  if (!entries.ok) throw new Error(entries.error);
  return entries.value;
}
