import type { OrderFaults } from "./account/order-faults.ts";
import {
  encodeFill,
  encodeOrderGroupUpdate,
  encodePosition,
  encodeUserOrder,
  type SimFill,
  type SimOrderGroupUpdate,
  type SimPosition,
  type SimUserOrder,
} from "./account-frames.ts";
import type { DataChannel, KalshiExchange } from "./kalshi-exchange.ts";
import {
  encodeQuote,
  encodeQuoteExecution,
  encodeRfq,
  type SimQuote,
  type SimQuoteExecution,
  type SimRfq,
} from "./rfq-frames.ts";

/**
 * Where the venue's accounts say what happened to them: whoever holds orders and positions calls `emit…`, and the sessions that were
 * opened with that account's keys and subscribed the channel get the message. An account is
 * named by the key id that its clients connect with.
 */
export class AccountFeed {
  /** What goes wrong on the way to the account's clients. Default: nothing. */
  faults: OrderFaults | undefined;

  constructor(private readonly exchange: KalshiExchange) {}

  emitUserOrder(account: string, order: SimUserOrder): void {
    this.send("user_orders", "user_order", encodeUserOrder(order), { account, name: order.ticker });
  }

  emitFill(account: string, fill: SimFill): void {
    this.send("fill", "fill", encodeFill(fill), { account, name: fill.ticker });
  }

  emitPosition(account: string, position: SimPosition): void {
    this.send("market_positions", "market_position", encodePosition(position), { account, name: position.ticker });
  }

  emitOrderGroup(account: string, update: SimOrderGroupUpdate): void {
    this.send("order_group_updates", "order_group_updates", encodeOrderGroupUpdate(update), { account });
  }

  /** Everyone hears of it, but for those who asked for their own only. */
  emitRfq(owner: string, type: "rfq_created" | "rfq_deleted", rfq: SimRfq): void {
    this.send("communications", type, encodeRfq(rfq, type), { owner, shardText: rfq.ticker });
  }

  /** Only the two parties hear of a quote. */
  emitQuote(parties: readonly [string, string], quote: SimQuote): void {
    for (const account of new Set(parties))
      this.send("communications", "quote_created", encodeQuote(quote), { account });
  }

  emitQuoteAccepted(
    parties: readonly [string, string],
    quote: SimQuote,
    accepted: { readonly side: "yes" | "no"; readonly size: number },
  ): void {
    for (const account of new Set(parties))
      this.send("communications", "quote_accepted", encodeQuote(quote, accepted), { account });
  }

  /** Each party gets its own order ids. */
  emitQuoteExecuted(account: string, execution: SimQuoteExecution): void {
    this.send("communications", "quote_executed", encodeQuoteExecution(execution), { account });
  }

  private send(
    channel: DataChannel,
    type: string,
    body: string,
    to: {
      readonly account?: string;
      readonly owner?: string;
      readonly name?: string;
      readonly shardText?: string;
    },
  ): void {
    const send = () =>
      this.exchange.broadcast({ channel, type, market: undefined, kind: "account", body: () => body, ...to });
    if (this.faults && channel !== "communications") this.faults.tell(send);
    else send();
  }
}
