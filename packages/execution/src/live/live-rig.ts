import { err, ok, type PriceTicks, type SizeMicros } from "@augury/core";
import type { AccountSnapshot, IntentEntry, LivePort, OrderReport, OrderRequest } from "@augury/model";
import { LiveConfig } from "./live-config.ts";
import { LiveVenue } from "./live-venue.ts";

/** A live venue whose world is in the test's hands: everything asked of it is noted, answers are the test's. */
export class LiveRig {
  nowUs = 1_790_000_000_000_000;
  readonly done: string[] = [];
  readonly reports: OrderReport[] = [];
  readonly entries: IntentEntry[] = [];
  isLive = true;
  diskTakes = true;
  refusesToSign = false;
  readonly venue: LiveVenue;

  constructor(config: Partial<LiveConfig> = {}) {
    this.venue = new LiveVenue(this.port(), LiveConfig.parse(config));
  }

  /** A rig whose stream is up and whose account has been compared. */
  static ready(config: Partial<LiveConfig> = {}): LiveRig {
    const rig = new LiveRig(config);
    rig.venue.onStream(true, rig.nowUs);
    rig.venue.onTime(rig.nowUs);
    rig.compare({});
    rig.done.length = 0;
    return rig;
  }

  submit(over: Partial<OrderRequest> = {}): OrderRequest {
    const request = this.request(over);
    this.venue.submit(request, this.nowUs);
    return request;
  }

  request(over: Partial<OrderRequest> = {}): OrderRequest {
    return {
      intentId: 1,
      leg: 0,
      strategy: 0,
      instrument: 0,
      side: "buy",
      price: 4_000 as PriceTicks,
      size: 10_000_000 as SizeMicros,
      timeInForce: "GTC",
      postOnly: false,
      epoch: 1,
      deadlineUs: this.nowUs + 1_000_000,
      ...over,
    };
  }

  compare(snapshot: Partial<AccountSnapshot>): void {
    this.venue.onSnapshot({ startedUs: this.nowUs, complete: true, orders: [], trades: [], ...snapshot }, this.nowUs);
  }

  /** Lets time pass, in steps of a tenth of a second. */
  pass(ms: number): void {
    for (const endUs = this.nowUs + ms * 1_000; this.nowUs < endUs; ) {
      this.nowUs += 100_000;
      this.venue.onTime(this.nowUs);
    }
  }

  /** What was reported since the last call, as short lines. */
  takeReports(): string[] {
    return this.reports
      .splice(0)
      .map(({ fillSize, reason, state }) => [state, reason, fillSize > 0 ? `+${fillSize / 1e6}` : ""].join(" ").trim());
  }

  takeDone(): string[] {
    return this.done.splice(0);
  }

  private port(): LivePort {
    const { done, entries, reports } = this;
    return {
      prepare: (request) =>
        this.refusesToSign ? err("off_tick") : ok({ key: `key-${request.intentId}`, request, payload: undefined }),
      isLive: () => this.isLive,
      log: (entry) => {
        if (this.diskTakes) entries.push(entry);
        return this.diskTakes;
      },
      post: ({ key }) => void done.push(`post ${key}`),
      batchMax: 3,
      postMany: (orders) =>
        void done.push(`post ${orders.map(({ key }) => key).join(" ")} of ${entries.length} written down`),
      amend: (key, { price, size }) => void done.push(`amend ${key} to ${size / 1e6} at ${price}`),
      decrease: (key, { by }) => void done.push(`decrease ${key} by ${by / 1e6}`),
      marketOf: (instrument) => Math.floor(instrument / 2),
      cancel: (keys) => void done.push(`cancel ${keys.join(" ")}`),
      lookUp: (key) => void done.push(`look up ${key}`),
      snapshot: () => void done.push("snapshot"),
      report: (report) => void reports.push(report),
      alarm: (what, key) => void done.push(`alarm: ${what}: ${key}`),
    };
  }
}
