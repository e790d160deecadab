import type { AccountFeed } from "../account-feed.ts";
import type { SimUserOrder } from "../account-frames.ts";
import type { SimAccount, SimOrderGroup } from "./sim-account.ts";
import type { SimOrder, SimOrderFill } from "./sim-order.ts";
import type { SimPosition } from "./sim-position.ts";

/** Tells an account's sessions what happened to it. */
export class AccountReporter {
  constructor(private readonly feed: AccountFeed) {}

  /** The order is another from now on, by another id: this is the end of the old one. */
  orderReplaced(account: SimAccount, order: SimOrder): void {
    this.orderChanged(account, order, { status: "canceled", remainingSize: 0, reason: "Amend" });
  }

  orderChanged(account: SimAccount, order: SimOrder, over: Partial<SimUserOrder> = {}): void {
    const { terms } = order;
    this.feed.emitUserOrder(account.id, {
      orderId: order.id,
      userId: account.userId,
      ticker: order.market.spec.ticker,
      status: order.status,
      bookSide: order.side,
      price: order.price,
      initialSize: order.size,
      fillSize: order.filled,
      remainingSize: order.remaining,
      takerFillCost: order.takerCost,
      makerFillCost: order.makerCost,
      takerFees: order.takerFees,
      makerFees: order.makerFees,
      clientOrderId: order.clientOrderId,
      createdMs: order.createdMs,
      updatedMs: order.updatedMs,
      selfTradePrevention: terms.selfTrade,
      subaccount: terms.subaccount,
      ...(terms.expirationMs !== undefined && { expirationMs: terms.expirationMs }),
      ...(terms.groupId !== undefined && { orderGroupId: terms.groupId }),
      ...(order.reason !== undefined && { reason: order.reason }),
      ...over,
    });
  }

  filled(account: SimAccount, fill: SimOrderFill, position: SimPosition): void {
    const { order } = fill;
    this.feed.emitFill(account.id, {
      ...fill,
      orderId: order.id,
      clientOrderId: order.clientOrderId,
      ticker: order.market.spec.ticker,
      bookSide: order.side,
      postPosition: position.size,
      subaccount: order.terms.subaccount,
    });
    this.positionChanged(account, position);
  }

  positionChanged(account: SimAccount, position: SimPosition): void {
    this.feed.emitPosition(account.id, {
      userId: account.userId,
      ticker: position.market.spec.ticker,
      size: position.size,
      cost: position.cost,
      realizedPnl: position.realizedPnl,
      feesPaid: position.feesPaid,
      feeCost: position.feesPaid,
      volume: position.volume,
      subaccount: position.subaccount,
    });
  }

  groupChanged(
    account: SimAccount,
    group: SimOrderGroup,
    event: "created" | "triggered" | "reset" | "deleted" | "limit_updated",
    timeMs: number,
  ): void {
    const hasLimit = event === "created" || event === "limit_updated";
    this.feed.emitOrderGroup(account.id, {
      orderGroupId: group.id,
      event,
      timeMs,
      ...(hasLimit && { limitSize: group.limit }),
    });
  }
}
