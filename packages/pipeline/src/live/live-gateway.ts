import { LivePlans } from "@augury/execution";
import {
  type AmendRequest,
  type InstrumentTable,
  MARKET_UPDATES,
  type OrderRequest,
  type ReasonCode,
  type VenueName,
} from "@augury/model";
import { codeOf, readPayout, SlotKind, W_BODY, W_INSTRUMENT } from "@augury/wire";
import type { ExecutorGateway } from "../executor-gateway.ts";
import type { ExecutorOutlet } from "../executor-outlet.ts";
import { rejectionOf } from "../rejection.ts";
import type { LiveDesk } from "./live-desk.ts";

const RESOLVED = codeOf(MARKET_UPDATES, "resolved");

/** Every venue's desk behind one gateway: an order goes where its instrument is traded. */
export class LiveGateway implements ExecutorGateway {
  readonly plans: LivePlans;
  private readonly desks: ReadonlyMap<VenueName, LiveDesk>;

  constructor(
    private readonly table: InstrumentTable,
    desks: readonly LiveDesk[],
    private readonly outlet: ExecutorOutlet,
    private readonly nowUs: () => number,
    processId: string,
  ) {
    this.desks = new Map(desks.map((desk) => [desk.venue, desk]));
    this.plans = new LivePlans(table, desks, processId);
  }

  /** Opens all accounts' streams. */
  start(): void {
    for (const desk of this.desks.values()) desk.start();
  }

  /** Orders that have not ended, at all venues. */
  get openCount(): number {
    let count = 0;
    for (const { core } of this.desks.values()) count += core.openCount;
    return count;
  }

  isReady(instrument: number): boolean {
    const desk = this.deskOf(instrument);
    return desk?.isReady === true && !desk.core.isWaiting(instrument);
  }

  submit(order: OrderRequest): void {
    this.submitMany([order]);
  }

  submitMany(orders: readonly OrderRequest[]): void {
    const byDesk = new Map<LiveDesk, OrderRequest[]>();
    for (const order of orders) {
      const desk = this.deskOf(order.instrument);
      if (!desk) this.outlet.report(rejectionOf(order, "no_live_key"), this.nowUs());
      else byDesk.set(desk, [...(byDesk.get(desk) ?? []), order]);
    }
    for (const [desk, own] of byDesk) desk.submitMany(own);
  }

  amend(request: AmendRequest): ReasonCode {
    for (const desk of this.desks.values())
      if (desk.core.knows(request.intentId, request.leg)) return desk.amend(request);
    return "unknown_order";
  }

  refuseAmend(request: AmendRequest, reason: ReasonCode): void {
    for (const { core } of this.desks.values()) core.refuseAmend(request, reason);
  }

  cancel(intentId: number, leg: number): void {
    for (const { core } of this.desks.values()) core.cancel(intentId, leg, this.nowUs());
  }

  cancelByInstrument(instruments: readonly number[], reason: ReasonCode): void {
    for (const { core } of this.desks.values()) core.cancelByInstrument(instruments, reason, this.nowUs());
  }

  cancelAll(reason: ReasonCode): void {
    for (const { core } of this.desks.values()) core.cancelAll(reason, this.nowUs());
  }

  knows(intentId: number, leg: number): boolean {
    return [...this.desks.values()].some(({ core }) => core.knows(intentId, leg));
  }

  onKill(isKilled: boolean): void {
    for (const desk of this.desks.values()) {
      if (isKilled) desk.kill();
      else desk.resume();
    }
  }

  onTime(): void {
    for (const desk of this.desks.values()) desk.onTime();
  }

  get nextDueUs(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const desk of this.desks.values()) due = Math.min(due, desk.nextDueUs);
    return due;
  }

  /** From here on nothing new is sent, and what rests is canceled. */
  beginStop(): void {
    for (const desk of this.desks.values()) desk.beginStop();
  }

  /** Ends the streams; says what is left. */
  async end(): Promise<void> {
    await Promise.all([...this.desks.values()].map((desk) => desk.end()));
  }

  /** Ends the streams at once, as a crash would. */
  async abandon(): Promise<void> {
    await Promise.all([...this.desks.values()].map((desk) => desk.abandon()));
  }

  /** Of the market only its end matters here: what is held of it has to be redeemed. */
  onSlot(i32: Int32Array, f64: Float64Array, base: number): void {
    if ((i32[base] & 0xff) !== SlotKind.marketUpdate || i32[base + W_BODY] !== RESOLVED) return;
    const instrument = i32[base + W_INSTRUMENT];
    this.deskOf(instrument)?.onMarketEnd(instrument, readPayout(i32, f64, base));
  }

  lost(): void {
    for (const desk of this.desks.values()) desk.onMarketLost();
  }

  private deskOf(instrument: number): LiveDesk | undefined {
    const one = this.table.at(instrument);
    return one && this.desks.get(one.venue);
  }
}
