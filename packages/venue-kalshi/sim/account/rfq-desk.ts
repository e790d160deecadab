import type { KalshiExchange } from "../kalshi-exchange.ts";
import type { SimMarket } from "../sim-market.ts";
import type { AccountStore } from "./account-store.ts";
import type { OrderDesk } from "./order-desk.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";
import type { SimAccount } from "./sim-account.ts";

export interface SimRfqState {
  readonly id: string;
  readonly owner: SimAccount;
  readonly market: SimMarket;
  /** SizeMicros; 0 where it is said by cost. */
  readonly size: number;
  /** CashMicros. */
  readonly targetCost: number | undefined;
  readonly excludesFees: boolean;
  readonly restsRemainder: boolean;
  readonly subaccount: number;
  readonly createdMs: number;
  status: "open" | "closed";
  updatedMs: number;
}

export interface SimQuoteState {
  readonly id: string;
  readonly rfq: SimRfqState;
  readonly maker: SimAccount;
  /** PriceTicks of each leg; 0 is no bid. */
  readonly yesBid: number;
  readonly noBid: number;
  readonly restsRemainder: boolean;
  readonly postOnly: boolean;
  readonly subaccount: number;
  readonly createdMs: number;
  status: "open" | "accepted" | "confirmed" | "executed" | "cancelled";
  updatedMs: number;
  acceptedSide: "yes" | "no" | undefined;
  acceptedMs: number | undefined;
  confirmedMs: number | undefined;
  executedMs: number | undefined;
  /** Orders that its execution made. */
  makerOrderId: string | undefined;
  takerOrderId: string | undefined;
}

/** Requests for quotes and their quotes; a confirmed quote is executed at once, off the book. At most so many of each are kept. */
const KEPT_MAX = 10_000;

export class RfqDesk {
  readonly rfqs = new Map<string, SimRfqState>();
  readonly quotes = new Map<string, SimQuoteState>();

  constructor(
    private readonly exchange: KalshiExchange,
    private readonly store: AccountStore,
    private readonly orders: OrderDesk,
  ) {}

  createRfq(
    owner: SimAccount,
    terms: Omit<SimRfqState, "id" | "owner" | "status" | "createdMs" | "updatedMs"> & { readonly replaces: boolean },
    nowMs: number,
  ): SimRfqState {
    const { replaces, ...rest } = terms;
    const open = [...this.rfqs.values()].filter(
      (rfq) => rfq.owner === owner && rfq.status === "open" && rfq.market === rest.market,
    );
    if (open.length > 0 && !replaces) throw new Refusal(409, "already_exists", "already exists");
    for (const rfq of open) this.closeRfq(owner, rfq.id, nowMs);
    if (this.rfqs.size >= KEPT_MAX) throw new Refusal(400, "too_many_rfqs", "too many rfqs");
    const rfq: SimRfqState = {
      id: this.store.ids.next(),
      owner,
      status: "open",
      createdMs: nowMs,
      updatedMs: nowMs,
      ...rest,
    };
    this.rfqs.set(rfq.id, rfq);
    this.tell(rfq, "rfq_created", nowMs);
    return rfq;
  }

  closeRfq(owner: SimAccount, id: string, nowMs: number): void {
    const rfq = this.findRfq(id);
    if (rfq.owner !== owner) throw notFound("rfq");
    rfq.status = "closed";
    rfq.updatedMs = nowMs;
    for (const quote of this.quotes.values())
      if (quote.rfq === rfq && quote.status === "open") this.endQuote(quote, nowMs);
    this.tell(rfq, "rfq_deleted", nowMs);
  }

  findRfq(id: string): SimRfqState {
    const rfq = this.rfqs.get(id);
    if (!rfq) throw notFound("rfq");
    return rfq;
  }

  createQuote(
    maker: SimAccount,
    terms: Pick<SimQuoteState, "rfq" | "yesBid" | "noBid" | "restsRemainder" | "postOnly" | "subaccount">,
    nowMs: number,
  ): SimQuoteState {
    const { rfq, yesBid, noBid } = terms;
    if (rfq.status !== "open") throw badRequest("rfq is closed");
    if (yesBid + noBid >= 10_000 || yesBid + noBid === 0)
      throw badRequest("the bids must be below one dollar together");
    if (this.quotes.size >= KEPT_MAX) throw new Refusal(400, "too_many_quotes", "too many quotes");
    const quote: SimQuoteState = {
      id: this.store.ids.next(),
      maker,
      status: "open",
      createdMs: nowMs,
      updatedMs: nowMs,
      acceptedSide: undefined,
      acceptedMs: undefined,
      confirmedMs: undefined,
      executedMs: undefined,
      makerOrderId: undefined,
      takerOrderId: undefined,
      ...terms,
    };
    this.quotes.set(quote.id, quote);
    this.exchange.accounts.emitQuote(this.partiesOf(quote), this.described(quote, nowMs));
    return quote;
  }

  /** A quote is seen by its two parties alone. */
  findQuote(account: SimAccount, id: string, rfqId?: string): SimQuoteState {
    const quote = this.quotes.get(id);
    const isParty = quote && (quote.maker === account || quote.rfq.owner === account);
    if (!isParty || (rfqId !== undefined && quote.rfq.id !== rfqId)) throw notFound("quote");
    return quote;
  }

  withdraw(account: SimAccount, quote: SimQuoteState, nowMs: number): void {
    if (quote.maker !== account) throw notFound("quote");
    this.endQuote(quote, nowMs);
  }

  accept(account: SimAccount, quote: SimQuoteState, side: "yes" | "no", nowMs: number): void {
    if (quote.rfq.owner !== account) throw notFound("quote");
    if (quote.status !== "open") throw badRequest("quote is not open");
    quote.status = "accepted";
    quote.acceptedSide = side;
    quote.acceptedMs = nowMs;
    quote.updatedMs = nowMs;
    const accepted = { side, size: this.sizeOf(quote, side) };
    this.exchange.accounts.emitQuoteAccepted(this.partiesOf(quote), this.described(quote, nowMs), accepted);
  }

  /** The maker's word executes it: the owner of the RFQ buys the side it has accepted at the maker's price of the other one. */
  confirm(account: SimAccount, quote: SimQuoteState, nowMs: number): void {
    if (quote.maker !== account) throw notFound("quote");
    if (quote.status !== "accepted" || quote.acceptedSide === undefined) throw badRequest("quote is not accepted");
    quote.confirmedMs = nowMs;
    quote.executedMs = nowMs;
    quote.updatedMs = nowMs;
    quote.status = "executed";
    quote.rfq.status = "closed";
    quote.rfq.updatedMs = nowMs;
    this.execute(quote, quote.acceptedSide, nowMs);
  }

  /** Accepting the yes bid sells YES to the maker; accepting the no bid sells NO, that is, buys YES from it. */
  private execute(quote: SimQuoteState, side: "yes" | "no", nowMs: number): void {
    const { rfq } = quote;
    const maker = { account: quote.maker, subaccount: quote.subaccount };
    const taker = { account: rfq.owner, subaccount: rfq.subaccount };
    const makerBuys = side === "yes";
    const [buy, sell] = this.orders.cross(
      {
        market: rfq.market,
        price: makerBuys ? quote.yesBid : 10_000 - quote.noBid,
        size: this.sizeOf(quote, side),
        buyer: makerBuys ? maker : taker,
        seller: makerBuys ? taker : maker,
        takerBuys: !makerBuys,
      },
      nowMs,
    );
    quote.makerOrderId = (makerBuys ? buy : sell).id;
    quote.takerOrderId = (makerBuys ? sell : buy).id;
    this.tellExecuted(quote, quote.maker, quote.makerOrderId, nowMs);
    this.tellExecuted(quote, rfq.owner, quote.takerOrderId, nowMs);
  }

  private tellExecuted(quote: SimQuoteState, account: SimAccount, orderId: string, timeMs: number): void {
    const { quoteId, rfqId, quoteCreatorId, rfqCreatorId, ticker } = this.described(quote, timeMs);
    const ids = { quoteId, rfqId, quoteCreatorId, rfqCreatorId, orderId, clientOrderId: "" };
    this.exchange.accounts.emitQuoteExecuted(account.id, { ...ids, ticker, timeMs });
  }

  /** How many contracts a side of the quote is for. */
  sizeOf({ rfq, yesBid, noBid }: SimQuoteState, side: "yes" | "no"): number {
    const price = side === "yes" ? yesBid : noBid;
    if (rfq.targetCost === undefined || price === 0) return rfq.size;
    return Math.floor((rfq.targetCost * 10_000) / price / 10_000) * 10_000;
  }

  private endQuote(quote: SimQuoteState, nowMs: number): void {
    quote.status = "cancelled";
    quote.updatedMs = nowMs;
  }

  private partiesOf(quote: SimQuoteState): readonly [string, string] {
    return [quote.maker.id, quote.rfq.owner.id];
  }

  private described(quote: SimQuoteState, timeMs: number) {
    const { rfq, maker, yesBid, noBid, id } = quote;
    const ticker = rfq.market.spec.ticker;
    const ids = { quoteCreatorId: maker.communicationsId, rfqCreatorId: rfq.owner.communicationsId };
    return { quoteId: id, rfqId: rfq.id, ...ids, ticker, yesBid, noBid, timeMs };
  }

  private tell(rfq: SimRfqState, type: "rfq_created" | "rfq_deleted", timeMs: number): void {
    this.exchange.accounts.emitRfq(rfq.owner.id, type, {
      id: rfq.id,
      creatorId: rfq.owner.communicationsId,
      ticker: rfq.market.spec.ticker,
      eventTicker: rfq.market.spec.event.ticker,
      timeMs,
      ...(rfq.targetCost === undefined ? { size: rfq.size } : { targetCost: rfq.targetCost }),
    });
  }
}
