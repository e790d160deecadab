import type { InstrumentTable } from "@augury/model";
import type { FeedLink } from "@augury/net";
import type { Counters } from "@augury/telemetry";
import type { PolymarketFeedConfig } from "./feed-config.ts";
import type { PolymarketCounter } from "./feed-counters.ts";

/** Ids in one subscription message. */
const IDS_PER_MESSAGE_MAX = 400;

interface Connection {
  isOpen: boolean;
  /** Rounds in a row in which snapshots were missing. */
  failures: number;
  readonly instruments: number[];
}

/**
 * Who is subscribed on which socket, and who still owes a snapshot (polymarket.md section 9):
 *
 * 1. Every token of the table has a fixed socket; the two tokens of a market share one.
 * 2. On opening, one message names all wanted tokens; later changes are operations.
 * 3. A fresh snapshot comes from unsubscribe + subscribe, because subscribing again to a live id is ignored. An instrument's resyncs
 *    keep a growing distance, so that a book that will not come right does not hammer the venue.
 * 4. A token without a snapshot in time is asked for again; when that fails too often the socket is opened anew.
 */
export class Subscriptions {
  readonly connections: readonly Connection[];
  private readonly connectionByInstrument: Int32Array;
  private readonly wanted: Uint8Array;
  /** When the snapshot was asked for; 0 = none is owed. */
  private readonly askedUs: Float64Array;
  /** A resync waits for `nextResyncUs`. */
  private readonly isDue: Uint8Array;
  private readonly nextResyncUs: Float64Array;
  private readonly backoffMs: Float64Array;

  constructor(
    private readonly instruments: InstrumentTable,
    private readonly config: PolymarketFeedConfig,
    private readonly link: FeedLink,
    private readonly counters: Counters<PolymarketCounter>,
  ) {
    const { size } = instruments;
    this.connectionByInstrument = new Int32Array(size).fill(-1);
    this.wanted = new Uint8Array(size);
    this.askedUs = new Float64Array(size);
    this.isDue = new Uint8Array(size);
    this.nextResyncUs = new Float64Array(size);
    this.backoffMs = new Float64Array(size);
    this.connections = this.assign();
  }

  /** Returns the instruments that live on a connection, wanted or not. */
  on(connection: number): readonly number[] {
    return this.connections[connection]?.instruments ?? [];
  }

  connectionOf(instrument: number): number {
    return this.connectionByInstrument[instrument] ?? -1;
  }

  isWanted(instrument: number): boolean {
    return this.wanted[instrument] === 1;
  }

  /** Marks instruments as wanted; those on open sockets are subscribed now. Returns nothing: the rest follows at `open`. */
  add(instruments: readonly number[], nowUs: number): void {
    const fresh = [...new Set(instruments)].filter((one) => this.connectionOf(one) >= 0 && !this.isWanted(one));
    for (const instrument of fresh) this.wanted[instrument] = 1;
    this.send("subscribe", fresh, nowUs);
  }

  /** Marks instruments as unwanted and unsubscribes them. Returns those that were wanted. */
  remove(instruments: readonly number[], nowUs: number): number[] {
    const gone = instruments.filter((instrument) => this.isWanted(instrument));
    for (const instrument of gone) {
      this.wanted[instrument] = 0;
      this.askedUs[instrument] = 0;
      this.isDue[instrument] = 0;
    }
    this.send("unsubscribe", gone, nowUs);
    return gone;
  }

  /** Step 2: the socket is open. */
  open(connection: number, nowUs: number): void {
    const state = this.connections[connection];
    if (!state) return;
    state.isOpen = true;
    const wanted = state.instruments.filter((instrument) => this.isWanted(instrument));
    for (const instrument of wanted) this.isDue[instrument] = 0;
    this.asked(wanted, nowUs);
    this.link.send(connection, JSON.stringify({ type: "market", ...this.body(wanted.slice(0, IDS_PER_MESSAGE_MAX)) }));
    this.sendOperation(connection, "subscribe", wanted.slice(IDS_PER_MESSAGE_MAX));
  }

  close(connection: number): void {
    const state = this.connections[connection];
    if (!state) return;
    state.isOpen = false;
    for (const instrument of state.instruments) this.askedUs[instrument] = 0;
  }

  /** A whole snapshot of the instrument has been published. */
  arrived(instrument: number): void {
    this.askedUs[instrument] = 0;
    // A book on the live stream is as good as the snapshot of a resync that has not been sent yet.
    this.isDue[instrument] = 0;
    const connection = this.connections[this.connectionOf(instrument)];
    if (connection) connection.failures = 0;
  }

  /**
   * Step 3: asks for fresh snapshots, at once where the instrument's distance allows, else as soon as it does. Who is owed a snapshot
   * already, or waits for its turn, is not asked for twice.
   */
  resync(instruments: readonly number[], nowUs: number): void {
    for (const instrument of instruments) {
      if (!this.isWanted(instrument) || this.isDue[instrument] === 1 || this.askedUs[instrument] > 0) continue;
      this.isDue[instrument] = 1;
      if (nowUs < this.nextResyncUs[instrument]) this.counters.add("resyncsDelayed");
    }
    this.sendDue(nowUs);
  }

  /** Like {@link resync}, but sent by the next `tick`: for after an overrun, when there is no room yet. */
  resyncLater(instruments: readonly number[]): void {
    for (const instrument of instruments) if (this.isWanted(instrument)) this.isDue[instrument] = 1;
  }

  /** We are not reading: what is owed cannot arrive, so its time starts anew. */
  paused(nowUs: number): void {
    for (let i = 0; i < this.askedUs.length; i++) if (this.askedUs[i] > 0) this.askedUs[i] = Math.max(1, nowUs);
  }

  /** Sends the resyncs whose time has come. Those of closed sockets fall away: opening asks for everything. */
  sendDue(nowUs: number): void {
    const due: number[] = [];
    for (let instrument = 0; instrument < this.isDue.length; instrument++) {
      if (this.isDue[instrument] === 0 || nowUs < this.nextResyncUs[instrument]) continue;
      this.isDue[instrument] = 0;
      if (this.connections[this.connectionOf(instrument)]?.isOpen) due.push(instrument);
    }
    if (due.length === 0) return;
    for (const instrument of due) this.backOff(instrument, nowUs);
    this.counters.add("resyncs", due.length);
    this.send("unsubscribe", due, nowUs);
    this.send("subscribe", due, nowUs);
  }

  /** Step 4. Returns the connection that should be opened anew, or −1. */
  checkSnapshots(nowUs: number): number {
    let reconnect = -1;
    for (const [number, connection] of this.connections.entries()) {
      if (!connection.isOpen) continue;
      const missing = connection.instruments.filter((instrument) => this.isOverdue(instrument, nowUs));
      if (missing.length === 0) continue;
      this.counters.add("snapshotsMissing", missing.length);
      for (const instrument of missing) this.askedUs[instrument] = 0;
      connection.failures++;
      if (connection.failures % this.config.snapshotFailuresMax === 0 && this.isMostly(missing, connection))
        reconnect = number;
      else this.resync(missing, nowUs);
    }
    return reconnect;
  }

  /** One dead token must not keep reopening the socket of its healthy neighbors. */
  private isMostly(missing: readonly number[], connection: Connection): boolean {
    return missing.length * 2 >= connection.instruments.filter((instrument) => this.isWanted(instrument)).length;
  }

  private isOverdue(instrument: number, nowUs: number): boolean {
    const asked = this.askedUs[instrument];
    return asked > 0 && nowUs - asked >= this.config.snapshotTimeoutMs * 1000;
  }

  private backOff(instrument: number, nowUs: number): void {
    const { resyncBackoffMs, resyncBackoffMsMax } = this.config;
    const isCalm = nowUs - this.nextResyncUs[instrument] >= resyncBackoffMsMax * 1000;
    const backoff = isCalm ? resyncBackoffMs : Math.min(resyncBackoffMsMax, this.backoffMs[instrument] * 2);
    this.backoffMs[instrument] = backoff;
    this.nextResyncUs[instrument] = nowUs + backoff * 1000;
  }

  private send(operation: "subscribe" | "unsubscribe", instruments: readonly number[], nowUs: number): void {
    for (const [number, connection] of this.connections.entries()) {
      if (!connection.isOpen) continue;
      const here = instruments.filter((instrument) => this.connectionOf(instrument) === number);
      if (operation === "subscribe") this.asked(here, nowUs);
      this.sendOperation(number, operation, here);
    }
  }

  private sendOperation(
    connection: number,
    operation: "subscribe" | "unsubscribe",
    instruments: readonly number[],
  ): void {
    for (let from = 0; from < instruments.length; from += IDS_PER_MESSAGE_MAX) {
      const body = this.body(instruments.slice(from, from + IDS_PER_MESSAGE_MAX));
      this.link.send(connection, JSON.stringify({ operation, ...body }));
    }
  }

  private body(instruments: readonly number[]) {
    return {
      assets_ids: instruments.map((instrument) => this.instruments.at(instrument)?.venueId ?? ""),
      ...(this.config.customFeatures ? { custom_feature_enabled: true } : {}),
    };
  }

  private asked(instruments: readonly number[], nowUs: number): void {
    for (const instrument of instruments) this.askedUs[instrument] = Math.max(1, nowUs);
  }

  /** Step 1: markets in the order of the table, as many to a socket as fit whole. */
  private assign(): Connection[] {
    const connections: Connection[] = [];
    for (const tokens of this.markets()) {
      let last = connections.at(-1);
      if (!last || last.instruments.length + tokens.length > this.config.assetsPerSocketMax) {
        last = { isOpen: false, failures: 0, instruments: [] };
        connections.push(last);
      }
      last.instruments.push(...tokens);
      for (const token of tokens) this.connectionByInstrument[token] = connections.length - 1;
    }
    return connections;
  }

  private markets(): Iterable<number[]> {
    const byMarket = new Map<string, number[]>();
    for (const { index, marketId } of this.instruments.booksOf("polymarket")) {
      const tokens = byMarket.get(marketId);
      if (tokens) tokens.push(index);
      else byMarket.set(marketId, [index]);
    }
    return byMarket.values();
  }
}
