import { Side } from "@polymarket/clob-client-v2";
import { TOKENS } from "../polymarket-clob/scene.ts";
import { type OfficialTrader, type PolymarketFloor, PRIVATE_KEYS } from "./polymarket-floor.ts";

export type EffectCase = (scene: EffectScene) => Promise<void>;

const [YES, NO] = TOKENS[0];

/** Two accounts of the official client, alone on three markets. */
export class EffectScene {
  readonly ann: OfficialTrader;
  readonly bob: OfficialTrader;

  constructor(readonly floor: PolymarketFloor) {
    this.ann = floor.open(PRIVATE_KEYS.ann);
    this.bob = floor.open(PRIVATE_KEYS.bob);
  }

  /** The venue's own record of an order. */
  orderOf(id: string) {
    const order = this.floor.world.desk.orders.get(id);
    if (!order) throw new Error(`the venue has no order ${id}`);
    return order;
  }

  /** Dollars and contracts of an account in the venue's books, after everything has settled. */
  holdings({ account }: OfficialTrader, token: string = YES): [dollars: number, contracts: number] {
    this.floor.settle();
    return [account.collateral / 1e6, account.tokensOf(token) / 1e6];
  }

  /** Visible size at a price of the first market's first token, in contracts. */
  level(side: "bid" | "ask", ticks: number): number {
    return this.floor.venue.exchange.ladder(0, side === "bid" ? 0 : 1).sizeAt(ticks) / 1e6;
  }

  /** Bob offers contracts of the first market's YES by bidding for NO: what takes them is minted. */
  async offer(price: number, size: number): Promise<string> {
    const wish = { tokenID: NO, price: Number((1 - price).toFixed(2)), size, side: Side.BUY };
    return (await this.bob.client.createAndPostOrder(wish)).orderID;
  }

  /** Ann bids for YES, ten contracts unless told otherwise. */
  async bid(price: number, size = 10): Promise<string> {
    return (await this.ann.client.createAndPostOrder({ tokenID: YES, price, size, side: Side.BUY })).orderID;
  }
}
