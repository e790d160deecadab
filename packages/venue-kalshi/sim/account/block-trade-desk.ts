import type { SimMarket } from "../sim-market.ts";
import type { AccountStore } from "./account-store.ts";
import type { OrderDesk } from "./order-desk.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";
import type { SimAccount } from "./sim-account.ts";

export interface SimBlockTrade {
  readonly id: string;
  readonly proposer: SimAccount;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly market: SimMarket;
  readonly priceCentiCents: number;
  readonly centicount: number;
  readonly makerSide: "yes" | "no";
  readonly expirationTs: string;
  readonly createdMs: number;
  status: "pending" | "executed";
  updatedMs: number;
  buyerAcceptedMs: number | undefined;
  sellerAcceptedMs: number | undefined;
  buyerOrderId: string | undefined;
  sellerOrderId: string | undefined;
}

/** What a proposal says; the rest is the venue's. */
export type BlockTradeTerms = Pick<
  SimBlockTrade,
  "buyerId" | "sellerId" | "market" | "priceCentiCents" | "centicount" | "makerSide" | "expirationTs"
>;

const KEPT_MAX = 10_000;

/** Block trades: proposed by one, executed when both sides have accepted. The proposer has accepted for its own side. */
export class BlockTradeDesk {
  readonly proposals = new Map<string, SimBlockTrade>();

  constructor(
    private readonly store: AccountStore,
    private readonly orders: OrderDesk,
  ) {}

  propose(proposer: SimAccount, terms: BlockTradeTerms, nowMs: number): SimBlockTrade {
    if (this.proposals.size >= KEPT_MAX) throw new Refusal(400, "too_many_proposals", "too many proposals");
    if (!(Date.parse(terms.expirationTs) > nowMs)) throw badRequest("expiration_ts has passed");
    const proposal: SimBlockTrade = {
      id: this.store.ids.next(),
      proposer,
      ...terms,
      status: "pending",
      createdMs: nowMs,
      updatedMs: nowMs,
      buyerAcceptedMs: terms.buyerId === proposer.userId ? nowMs : undefined,
      sellerAcceptedMs: terms.sellerId === proposer.userId ? nowMs : undefined,
      buyerOrderId: undefined,
      sellerOrderId: undefined,
    };
    this.proposals.set(proposal.id, proposal);
    return proposal;
  }

  accept(account: SimAccount, id: string, nowMs: number): void {
    const proposal = this.proposals.get(id);
    if (!proposal || !this.isParty(account, proposal)) throw notFound("block trade proposal");
    if (proposal.status !== "pending") throw badRequest("proposal is not pending");
    if (proposal.buyerId === account.userId) proposal.buyerAcceptedMs ??= nowMs;
    if (proposal.sellerId === account.userId) proposal.sellerAcceptedMs ??= nowMs;
    proposal.updatedMs = nowMs;
    if (proposal.buyerAcceptedMs !== undefined && proposal.sellerAcceptedMs !== undefined)
      this.execute(proposal, nowMs);
  }

  private execute(proposal: SimBlockTrade, nowMs: number): void {
    const [buyer, seller] = [this.store.findUser(proposal.buyerId), this.store.findUser(proposal.sellerId)];
    if (!buyer || !seller) throw notFound("user");
    const { market, priceCentiCents: price, centicount, makerSide } = proposal;
    const terms = { market, price, size: centicount * 10_000, takerBuys: makerSide === "no" };
    const parties = { buyer: { account: buyer, subaccount: 0 }, seller: { account: seller, subaccount: 0 } };
    const [buy, sell] = this.orders.cross({ ...terms, ...parties }, nowMs);
    proposal.buyerOrderId = buy.id;
    proposal.sellerOrderId = sell.id;
    proposal.status = "executed";
  }

  isParty({ userId }: SimAccount, { proposer, buyerId, sellerId }: SimBlockTrade): boolean {
    return [proposer.userId, buyerId, sellerId].includes(userId);
  }
}
