import { type IntentEntry, LiveConfig, LiveVenue, openIntents, parseIntentEntries } from "@augury/execution";
import { EntryLog, type EntryLogOptions } from "@augury/journal";
import { type Instrument, InstrumentTable, type OrderReport, uniformTicks } from "@augury/model";
import type { FetchFunction, OpenSocket, Scheduler } from "@augury/net";
import { SettlementLedger } from "@augury/portfolio";
import { L2Signer, OrderSigner, Wallet } from "@augury/signing";
import { type AtPoint, SendAudit, watchCall, watchNews, watchPort } from "@augury/testkit";
import type { SimApiKey } from "../../sim/account/account-store.ts";
import { openClob } from "../clob/clob-group.ts";
import { mintL2 } from "../clob/credentials.ts";
import { OrderPreparer } from "../orders/order-preparer.ts";
import { PolymarketLive } from "./polymarket-live.ts";
import { type OpenUserChannel, userChannel } from "./user-channel.ts";

export const FEE_RATE = 0.04;
/** Before the scenes' exchanges begin. */
const TRADES_SINCE_MS = 1_789_999_940_000;
/** Public test key of the Hardhat project: it owns nothing anywhere. */
const PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/** What a trading process needs that differs between a network and none. */
export interface SceneLink {
  readonly baseUrl: string;
  readonly streamUrl: string;
  readonly scheduler: Scheduler;
  readonly fetch?: FetchFunction;
  readonly openSocket?: OpenSocket;
  readonly postMsMax: number;
  /** Watches what is sent, and says which books go on. */
  readonly audit?: SendAudit;
  readonly report?: (report: OrderReport, process: SceneProcess) => void;
  readonly config?: Partial<LiveConfig>;
  /** How the log writes; default: without waiting for the disk. */
  readonly log?: EntryLogOptions;
  /** Nothing is written down: what the log is there to prevent. */
  readonly forgets?: boolean;
  /** Told of each named point of an order's life as it is reached: a test may end the process there. */
  readonly at?: AtPoint;
}

/** The two outcomes of the scene's market. */
export const SCENE_TABLE = new InstrumentTable([instrumentOf(0), instrumentOf(1)]);

/** The account of a process, and what is remembered of it over its death. */
export interface SceneAccount {
  readonly key: Pick<SimApiKey, "apiKey" | "passphrase" | "secret">;
  readonly keys: Map<number, string>;
  readonly logPath: string;
  readonly opening: number;
}

/** One trading process: the core, its adapter and its ledger. */
export class SceneProcess {
  readonly live: PolymarketLive;
  readonly venue: LiveVenue<string>;
  readonly ledger = new SettlementLedger(SCENE_TABLE);
  readonly reports: OrderReport[] = [];
  readonly alarms: string[] = [];
  /** Tellings of trades after which the ledger's books did not balance. */
  readonly imbalances: string[] = [];
  readonly address: string;
  /** What the log held from before. */
  readonly recovered: readonly IntentEntry[];
  private readonly log: EntryLog;
  private readonly audit: SendAudit;
  private readonly keys: Map<number, string>;
  private readonly close: () => void;

  constructor(
    private readonly link: SceneLink,
    { key, keys, logPath, opening }: SceneAccount,
  ) {
    const { at = () => {}, audit = new SendAudit(), scheduler } = link;
    this.keys = keys;
    this.audit = audit;
    const wallet = Wallet.fromPrivateKey(PRIVATE_KEY);
    if (!wallet.ok) throw wallet.error;
    const l2 = L2Signer.fromCredentials({ ...key, address: wallet.value.address });
    const signer = OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" });
    const opened = EntryLog.open(logPath, link.log ?? { sync: "none" }, (found) => openIntents(entriesOf(found)));
    if (!l2.ok) throw l2.error;
    if (!signer.ok) throw signer.error;
    if (!opened.ok) throw opened.error;
    const { client } = openClob({
      baseUrl: link.baseUrl,
      scheduler,
      credentials: { l2: mintL2(l2.value) },
      random: () => 0.5,
      ...(link.fetch && { fetch: link.fetch }),
    });
    this.address = wallet.value.address;
    this.close = () => client.close();
    this.log = opened.value.log;
    this.ledger.deposit(opening, "polymarket");
    const { apiKey, passphrase, secret } = key;
    this.live = new PolymarketLive({
      client,
      scheduler,
      table: SCENE_TABLE,
      preparer: new WatchedPreparer({ signer: signer.value, apiKey }, audit, at),
      account: { apiKey, makerAddress: signer.value.maker },
      openChannel: watched(
        userChannel({
          key: { apiKey, passphrase, secret },
          url: link.streamUrl,
          scheduler,
          random: () => 0.5,
          openSocket: link.openSocket,
        }),
        at,
      ),
      log: { append: (entry) => this.writeDown(entry as IntentEntry) },
      isLive: (instrument, epoch) => audit.isLive(instrument, epoch),
      report: (said) => {
        const what = said.fillSize > 0 ? "fill" : said.state;
        at(`report ${what}`);
        this.reports.push(said);
        link.report?.(said, this);
        at(`reported ${what}`);
      },
      alarm: (what, about) => void this.alarms.push(`${what}: ${about}`),
      observe: (observation) => {
        at(`book ${observation.state}`);
        const booked = this.ledger.observe(observation);
        if (booked === "contradiction" || booked === "too_old") this.alarms.push(`${booked}: ${observation.id}`);
        const problem = this.ledger.problem();
        if (problem) this.imbalances.push(`${problem} after ${observation.id} was ${observation.state}`);
        at(`booked ${observation.state}`);
      },
      tradesSinceMs: TRADES_SINCE_MS,
      postMsMax: link.postMsMax,
    });
    this.venue = new LiveVenue(watchPort(this.live.port, at), LiveConfig.parse(link.config ?? {}));
    this.recovered = entriesOf(opened.value.entries);
    at("recover");
    this.venue.recover(this.recovered, scheduler.nowUs());
    at("recovered");
    this.live.start(watchNews(this.venue, at), this.recovered);
  }

  /** Writes an entry down, as adapter and plans do; true once it is there. */
  writeDown(entry: IntentEntry): boolean {
    const { at = () => {}, forgets = false } = this.link;
    if (entry.kind === "prepared") {
      this.keys.set(entry.request.intentId, entry.key);
      this.audit.logged(entry.key, entry.request);
    }
    at(`log ${entry.kind}`);
    const isWritten = forgets || this.log.append(entry);
    at(`logged ${entry.kind}`);
    return isWritten;
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
}

/** Makes orders, and tells the audit what it made. */
class WatchedPreparer extends OrderPreparer {
  constructor(
    options: ConstructorParameters<typeof OrderPreparer>[0],
    private readonly audit: SendAudit,
    private readonly at: AtPoint,
  ) {
    super(options);
  }

  override prepare(...wish: Parameters<OrderPreparer["prepare"]>): ReturnType<OrderPreparer["prepare"]> {
    this.at("sign");
    const prepared = super.prepare(...wish);
    this.at("signed");
    if (prepared.ok) this.audit.prepared(prepared.value.orderId, prepared.value.body);
    return prepared;
  }
}

function watched(open: OpenUserChannel, at: AtPoint): OpenUserChannel {
  return (events) =>
    open({
      ...events,
      stream: (isUp) => events.stream(isUp),
      ended: (error) => events.ended(error),
      order: watchCall(at, "hear order", "heard order", (order) => events.order(order)),
      trade: watchCall(at, "hear trade", "heard trade", (trade) => events.trade(trade)),
    });
}

function entriesOf(found: readonly unknown[]): IntentEntry[] {
  const entries = parseIntentEntries(found);
  if (!entries.ok) throw new Error(entries.error);
  return entries.value;
}

function instrumentOf(index: 0 | 1): Instrument {
  return {
    index,
    venue: "polymarket",
    venueId: index === 0 ? "11" : "12",
    marketId: `0x${"1".padStart(64, "0")}`,
    outcome: index === 0 ? "yes" : "no",
    mirrorIndex: 1 - index,
    bookIndex: index,
    title: "",
    outcomeName: index === 0 ? "Yes" : "No",
    ticks: uniformTicks(100),
    orderSizeMin: 5_000_000,
    sizeStep: 10_000,
    fees: { rounding: "polymarket", takerPpm: FEE_RATE * 1_000_000, makerPpm: 0, exponent: 1 },
    negRisk: false,
    groupId: "",
    groupAugmented: false,
    domainVersion: "2",
  };
}
