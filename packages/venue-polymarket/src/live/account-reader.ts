import type { InstrumentTable, Listing, OrderFact } from "@augury/model";
import type { ApiClient, Scheduler } from "@augury/net";
import type { OpenOrder } from "../clob/order-schema.ts";
import { order, orders } from "../clob/orders.ts";
import type { Trade } from "../clob/trade-schema.ts";
import { trades } from "../clob/trades.ts";
import { toUserTrade, type UserTrade } from "../user/user-trade.ts";
import { factsOfOrder, isLiveStatus, newsOfListing } from "./order-news.ts";
import type { OwnOrders } from "./own-orders.ts";

export interface AccountReaderOptions {
  readonly client: ApiClient;
  readonly scheduler: Scheduler;
  readonly table: InstrumentTable;
  readonly own: OwnOrders;
  /** The wallet whose trades are asked for. */
  readonly makerAddress: string;
  /** Takes each trade that a listing tells and returns its fills by order; `undefined` when it could not be read. */
  readonly takeTrade: (trade: UserTrade) => readonly Listing[] | undefined;
}

/** What one order's reading found. */
export interface OrderReading {
  readonly facts: readonly OrderFact[];
  readonly complete: boolean;
  /** Whether it is among the living orders. */
  readonly isListed: boolean;
}

/** What an account's reading found. */
export interface AccountReading {
  readonly orders: readonly Listing[];
  readonly trades: readonly Listing[];
  readonly complete: boolean;
}

/** Trades are listed by the second, of the venue's clock. */
const CLOCK_MARGIN_MS = 5_000;

/** Asks the venue over REST what became of orders. What is not read to its last page, or not understood, is incomplete and proves nothing. */
export class AccountReader {
  constructor(private readonly options: AccountReaderOptions) {}

  /** One order, then its market's trades since it was prepared: whatever it did before it was missing from the first is in the second. */
  async readOrder(key: string): Promise<OrderReading> {
    const { client, own } = this.options;
    const known = own.find(key);
    const answer = await client.get(order, { order_id: key });
    const isUnknown = !answer.ok && answer.error.code === "not_found";
    const listed = answer.ok ? (answer.value.value ?? undefined) : undefined;
    const market = known && this.options.table.at(known.request.instrument)?.marketId;
    const sinceMs = known ? known.preparedUs / 1000 : 0;
    const read = await this.readTrades(sinceMs, market === undefined ? {} : { market });
    const fills = read.listings.filter((one) => one.key === key).flatMap(({ facts }) => facts);
    return {
      facts: [...(listed ? this.factsOf(listed) : []), ...fills],
      complete: (answer.ok || isUnknown) && read.complete,
      isListed: listed !== undefined && isLiveStatus(listed.status),
    };
  }

  /** Every open order of the account, and every trade since a time by the venue's clock. */
  async readAccount(sinceMs: number): Promise<AccountReading> {
    const open = await this.options.client.collect(orders, {});
    const read = await this.readTrades(sinceMs, {});
    const listed = (open.ok ? open.value.items : []) as readonly OpenOrder[];
    return {
      orders: listed.map((one) => ({ key: one.id.toLowerCase(), facts: this.factsOf(one) })),
      trades: read.listings,
      complete: open.ok && open.value.complete && read.complete,
    };
  }

  private async readTrades(sinceMs: number, filter: { readonly market?: string }) {
    const { client, makerAddress, takeTrade } = this.options;
    const after = Math.max(0, Math.floor((sinceMs - CLOCK_MARGIN_MS) / 1000));
    const read = await client.collect(trades, { ...filter, maker_address: makerAddress, after });
    const told = (read.ok ? read.value.items : []) as readonly Trade[];
    const fills = told.map((trade) => takeTrade(toUserTrade(trade)));
    return {
      listings: fills.flatMap((one) => one ?? []),
      complete: read.ok && read.value.complete && fills.every((one) => one !== undefined),
    };
  }

  private factsOf(listed: OpenOrder): OrderFact[] {
    const { client, own, scheduler } = this.options;
    const saidMs = client.http.clock.serverTimeMs(scheduler.nowUs());
    return factsOfOrder(newsOfListing(listed, saidMs), own.find(listed.id.toLowerCase()));
  }
}
