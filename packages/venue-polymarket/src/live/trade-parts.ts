import {
  mirrorPrice,
  PRICE_TICKS_PER_DOLLAR,
  type PriceTicks,
  parsePrice,
  parseSize,
  priceTicks,
  type SizeMicros,
  sizeMicros,
} from "@augury/core";
import type { OrderSide } from "@augury/model";
import type { UserMakerFill, UserTrade } from "../user/user-trade.ts";

/**
 * Who we are in the venue's trades: a wallet, for the trades are to explain its balances. All API keys of its owner trade for it, and one key trades for
 * all of its owner's wallets (polymarket.md section 5): the key says whose a trade is only where no wallet is named.
 */
export interface OwnParty {
  readonly apiKey: string;
  /** The wallet with the funds. */
  readonly makerAddress: string;
}

/** What one trade did to one order of the account. */
export interface TradePart {
  /** The trade's id and the order's: a trade may have several orders of ours, and is told once per settlement state. */
  readonly id: string;
  readonly orderId: string;
  readonly tokenId: string;
  readonly side: OrderSide;
  readonly price: PriceTicks;
  readonly size: SizeMicros;
  readonly liquidity: "taker" | "maker";
}

/**
 * Returns the account's parts of a trade: as taker its order, as maker each of its orders, on the order's own token (polymarket.md section
 * 4). `undefined` when one of ours has a price or size that nobody can read: then nothing of the trade may be counted.
 */
export function ownParts(trade: UserTrade, us: OwnParty): readonly TradePart[] | undefined {
  const parts = makerParts(trade, us);
  const all = trade.role === "taker" && isOurs(trade, us) ? [takerPart(trade), ...parts] : parts;
  return all.every((part) => part !== undefined) ? all : undefined;
}

function makerParts(trade: UserTrade, us: OwnParty): (TradePart | undefined)[] {
  const byOrder = new Map<string, TradePart | undefined>();
  for (const fill of trade.makers) {
    if (!isOurs(fill, us)) continue;
    const orderId = fill.orderId.toLowerCase();
    const part = makerPart(trade, fill);
    const before = byOrder.get(orderId);
    // The same order twice is one part of both sizes.
    const both = part && before && { ...part, size: sizeMicros(part.size + before.size) };
    byOrder.set(orderId, byOrder.has(orderId) ? both : part);
  }
  return [...byOrder.values()];
}

function isOurs({ owner, makerAddress }: Pick<UserMakerFill, "owner" | "makerAddress">, us: OwnParty): boolean {
  if (makerAddress === "") return owner === us.apiKey;
  return makerAddress.toLowerCase() === us.makerAddress.toLowerCase();
}

function makerPart({ tradeId }: UserTrade, fill: UserMakerFill): TradePart | undefined {
  const [price, size] = [parsePrice(fill.price), parseSize(fill.size)];
  if (price === undefined || size === undefined || size <= 0) return undefined;
  const orderId = fill.orderId.toLowerCase();
  const { side, tokenId } = fill;
  return { id: `${tradeId}:${orderId}`, orderId, tokenId, side, price, size, liquidity: "maker" };
}

function takerPart(trade: UserTrade): TradePart | undefined {
  const size = parseSize(trade.size);
  const price = size === undefined ? undefined : (pricePaid(trade, size) ?? parsePrice(trade.price));
  if (price === undefined || size === undefined || size <= 0) return undefined;
  const orderId = trade.takerOrderId.toLowerCase();
  const { side, tokenId, tradeId } = trade;
  return { id: `${tradeId}:${orderId}`, orderId, tokenId, side, price, size, liquidity: "taker" };
}

/**
 * The makers' prices are what a taker pays: their mean, off the grid rounded against us. `undefined` when the makers told do not make up the
 * trade: then its own price has to do.
 */
function pricePaid({ makers, side, tokenId }: UserTrade, size: SizeMicros): PriceTicks | undefined {
  let [sum, worth] = [0n, 0n];
  for (const maker of makers) {
    const [price, part] = [parsePrice(maker.price), parseSize(maker.size)];
    if (price === undefined || part === undefined) return undefined;
    sum += BigInt(part);
    worth += BigInt(part) * BigInt(maker.tokenId === tokenId ? price : mirrorPrice(price));
  }
  if (sum !== BigInt(size) || sum <= 0n) return undefined;
  const mean = side === "buy" ? (worth + sum - 1n) / sum : worth / sum;
  return priceTicks(Math.min(PRICE_TICKS_PER_DOLLAR, Number(mean)));
}
