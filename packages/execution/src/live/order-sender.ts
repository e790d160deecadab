import { err, type Result, sizeMicros } from "@augury/core";
import type { LivePort, OrderRequest, PreparedOrder, ReasonCode } from "@augury/model";
import type { AccountWatch } from "./account-watch.ts";
import type { LiveConfig } from "./live-config.ts";
import type { LiveCounts } from "./live-counts.ts";
import { LiveOrder } from "./live-order.ts";
import type { LiveOrders } from "./live-orders.ts";
import type { OrderTeller } from "./order-teller.ts";
import { type UnknownExposure, unknownExposure, waitFor } from "./unknown-exposure.ts";

/** What the parts of a live venue share. */
export interface LiveParts<Payload> {
  readonly port: LivePort<Payload>;
  readonly config: LiveConfig;
  readonly orders: LiveOrders;
  readonly account: AccountWatch;
  readonly teller: OrderTeller;
  readonly counts: LiveCounts;
}

/** Everything up to the first byte of an order: checks, name, log, the last look at the book, and the venue's batches. */
export class OrderSender<Payload> {
  constructor(private readonly parts: LiveParts<Payload>) {}

  /** Sends what may be sent and tells of the rest. All of it is durable before the first byte of any of it leaves. */
  send(requests: readonly OrderRequest[], nowUs: number): void {
    const written: PreparedOrder<Payload>[] = [];
    for (const request of requests) {
      const isTwice = written.some((other) => isSameName(other.request, request));
      const one = isTwice ? undefined : this.writeDown(request, written.length, nowUs);
      if (one) written.push(one);
    }
    // The disk may have taken its time: the books are looked at last.
    const ready = written.filter((order) => this.takeOn(order, nowUs));
    const { batchMax = 1 } = this.parts.port;
    for (let from = 0; from < ready.length; from += batchMax) this.post(ready.slice(from, from + batchMax));
  }

  /** Returns why nothing of this kind may be sent now, or `undefined`; the deadline and the book come first. */
  refusalOf(request: OrderRequest, more: number, nowUs: number): ReasonCode | undefined {
    const { account, config, orders, port } = this.parts;
    if (nowUs > request.deadlineUs) return "deadline_passed";
    if (!orders.hasRoom(more)) return "open_orders";
    if (!account.isKnown) return "unreconciled";
    const wait = waitFor(request, this.unknown, { marketOf: this.marketOf, cashMax: config.unknownExposureMax });
    if (wait !== undefined) return wait;
    return port.isLive(request.instrument, request.epoch) ? undefined : "epoch_ended";
  }

  /** Orders of unknown outcome and what they may cost. */
  get unknown(): UnknownExposure {
    return unknownExposure(this.parts.orders.each(), this.marketOf);
  }

  private readonly marketOf = (instrument: number): number => this.parts.port.marketOf?.(instrument) ?? instrument;

  private writeDown(request: OrderRequest, before: number, nowUs: number): PreparedOrder<Payload> | undefined {
    const { orders, teller } = this.parts;
    if (orders.knows(request)) return undefined;
    const ready = this.makeReady(request, before + 1, nowUs);
    if (ready.ok) return ready.value;
    teller.reject(request, ready.error);
    return undefined;
  }

  private makeReady(request: OrderRequest, more: number, nowUs: number): Result<PreparedOrder<Payload>, ReasonCode> {
    const { port } = this.parts;
    const refusal = this.refusalOf(request, more, nowUs);
    if (refusal) return err(refusal);
    const prepared = port.prepare(request);
    if (!prepared.ok) return prepared;
    const { key } = prepared.value;
    return port.log({ kind: "prepared", key, request, preparedUs: nowUs }) ? prepared : err("restart");
  }

  /** Takes charge of an order that is written down; false when its book has ended meanwhile. */
  private takeOn({ key, request }: PreparedOrder<Payload>, nowUs: number): boolean {
    const { orders, port, teller } = this.parts;
    if (!port.isLive(request.instrument, request.epoch)) {
      port.log({ kind: "closed", key, filled: sizeMicros(0) });
      teller.reject(request, "epoch_ended");
      return false;
    }
    const order = new LiveOrder(key, request, nowUs);
    orders.add(order);
    teller.submitted(order);
    return true;
  }

  private post(batch: readonly PreparedOrder<Payload>[]): void {
    const { counts, port } = this.parts;
    counts.posted += batch.length;
    if (batch.length > 1 && port.postMany) {
      counts.batches++;
      port.postMany(batch);
    } else for (const order of batch) port.post(order);
  }
}

function isSameName(a: OrderRequest, b: OrderRequest): boolean {
  return a.intentId === b.intentId && a.leg === b.leg;
}
