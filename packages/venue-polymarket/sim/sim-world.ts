import { Prng } from "@augury/core";
import { AccountStore } from "./account/account-store.ts";
import { HeartbeatWatch } from "./account/heartbeat-watch.ts";
import { OrderFaults } from "./account/order-faults.ts";
import { OrderDesk } from "./desk/order-desk.ts";
import type { PolymarketExchange } from "./polymarket-exchange.ts";
import { ReferencePrices } from "./reference/reference-prices.ts";
import { SimLimits } from "./sim-limits.ts";

export interface BuilderFees {
  readonly maker: number;
  readonly taker: number;
}

export interface SimWorldOptions {
  readonly exchange: PolymarketExchange;
  readonly seed: number;
  readonly nowMs: () => number;
  /** Items on a page of the CLOB's listings. */
  readonly pageItems?: number | undefined;
}

const PAGE_ITEMS = 500;

/** All that the fake venue's hosts and sockets know: one world behind every address. */
export class SimWorld {
  readonly exchange: PolymarketExchange;
  /** Decides every free choice of what is sent. */
  readonly random: Prng;
  /** What the reference feeds tell. */
  readonly references: ReferencePrices;
  readonly accounts: AccountStore;
  readonly desk: OrderDesk;
  readonly heartbeats: HeartbeatWatch;
  readonly limits = new SimLimits();
  readonly faults: OrderFaults;
  /** Fees of builder codes in basis points. */
  readonly builders = new Map<string, BuilderFees>();
  /** Where the client is, reads pass and writes do not. */
  isGeoblocked = false;
  /** Items on a page of the CLOB's listings. */
  pageItems: number;
  readonly nowMs: () => number;

  constructor({ exchange, seed, nowMs, pageItems = PAGE_ITEMS }: SimWorldOptions) {
    this.exchange = exchange;
    this.nowMs = nowMs;
    this.pageItems = pageItems;
    this.random = new Prng(seed ^ 0x706d);
    this.references = new ReferencePrices(seed, nowMs());
    this.accounts = new AccountStore(new Prng(seed ^ 0x6163));
    this.desk = new OrderDesk(exchange, this.accounts);
    this.faults = new OrderFaults(new Prng(seed ^ 0x6f66));
    this.desk.settlement.courseOf = () => this.faults.course();
    this.heartbeats = new HeartbeatWatch(this.accounts, this.desk);
  }

  /** Does what became due: settlement, expiries, silent heartbeats. */
  advance(nowMs: number): void {
    this.desk.advance(nowMs);
    this.heartbeats.advance(nowMs);
    this.faults.advance(nowMs);
  }
}
