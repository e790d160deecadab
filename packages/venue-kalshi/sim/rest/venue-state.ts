import { Prng } from "@augury/core";
import { AccountStore } from "../account/account-store.ts";
import { BlockTradeDesk } from "../account/block-trade-desk.ts";
import { OrderDesk } from "../account/order-desk.ts";
import { OrderFaults } from "../account/order-faults.ts";
import { RfqDesk } from "../account/rfq-desk.ts";
import type { KalshiExchange } from "../kalshi-exchange.ts";
import type { KeyRing } from "../key-ring.ts";
import { Catalog } from "./catalog.ts";
import type { TierName } from "./rate-limiter.ts";

export interface VenueStateOptions {
  readonly exchange: KalshiExchange;
  readonly keys: KeyRing;
  readonly seed: number;
  readonly nowMs: () => number;
  /** CashMicros that every account begins with. */
  readonly openingCash: number;
  readonly tier: TierName;
  /** What settled or was traded longer ago stands in the history. */
  readonly historyAfterMs: number;
  /** Items on a page, whatever is asked for. Default: as many as are asked for. */
  readonly pageItemsMax?: number;
}

const COMBOS_MAX = 1000;

/** A combo that was asked for: named and listed, but not traded. */
export interface SimCombo {
  readonly seriesTicker: string;
  readonly collectionTicker: string;
  readonly event: object;
  readonly market: object;
}

/** All that the venue's REST calls read and change. */
export class VenueState {
  readonly exchange: KalshiExchange;
  readonly keys: KeyRing;
  readonly store: AccountStore;
  readonly orders: OrderDesk;
  readonly faults: OrderFaults;
  readonly rfqs: RfqDesk;
  readonly blockTrades: BlockTradeDesk;
  readonly catalog: Catalog;
  /** At most {@link COMBOS_MAX}. */
  readonly combos: SimCombo[] = [];
  readonly tiers = new Map<string, TierName>();
  /** A trading pause lets cancels pass, an exchange pause nothing (kalshi.md section 3). */
  pause: "none" | "trading" | "exchange" = "none";
  /** Items on a page, whatever is asked for; `undefined`: as many as are asked for. */
  pageItemsMax: number | undefined;

  constructor(readonly options: VenueStateOptions) {
    const { exchange, keys, seed, openingCash, nowMs } = options;
    this.exchange = exchange;
    this.keys = keys;
    this.pageItemsMax = options.pageItemsMax;
    this.store = new AccountStore(exchange, { seed: seed ^ 0x6964, openingCash, nowMs });
    this.orders = new OrderDesk(exchange, this.store);
    this.faults = new OrderFaults(new Prng(seed ^ 0x6f66), nowMs);
    exchange.accounts.faults = this.faults;
    this.rfqs = new RfqDesk(exchange, this.store, this.orders);
    this.blockTrades = new BlockTradeDesk(this.store, this.orders);
    this.catalog = new Catalog(exchange);
  }

  /** Does what became due: expiries, and what was held back. */
  advance(nowMs: number): void {
    this.orders.advance(nowMs);
    this.faults.advance(nowMs);
  }

  addCombo(combo: SimCombo): void {
    if (this.combos.length < COMBOS_MAX) this.combos.push(combo);
  }

  tierOf(account: string): TierName {
    return this.tiers.get(account) ?? this.options.tier;
  }

  cutoffMs(nowMs: number): number {
    return nowMs - this.options.historyAfterMs;
  }
}
