import { MICROS, parseScaled } from "@augury/core";
import type { OrderFields } from "@augury/signing";
import { z } from "zod";
import type { AccountStore, SimApiKey } from "../account/account-store.ts";
import type { SimAccount } from "../account/sim-account.ts";
import type { SimMarket, TokenIndex } from "../sim-market.ts";
import { priceText } from "../text-ladder.ts";
import { badSignature, verifyFor } from "./exchange-of.ts";
import { amountsBroken } from "./order-amounts.ts";
import { isRefusal, type Refusal, refusal } from "./refusal.ts";
import { type OrderTerms, sizeText } from "./sim-order.ts";

const DEPOSIT_WALLET = 3;
const Units = z.string().regex(/^\d{1,15}$/);
const SignedOrder = z.object({
  salt: z.int().nonnegative(),
  maker: z.string(),
  signer: z.string(),
  tokenId: z.string(),
  makerAmount: Units,
  takerAmount: Units,
  side: z.enum(["BUY", "SELL"]),
  signatureType: z.literal([0, 1, 2, 3]),
  timestamp: z.string(),
  expiration: z.string().regex(/^\d{1,12}$/),
  metadata: z.string(),
  builder: z.string(),
  signature: z.string(),
});

/** The body of `POST /order` (polymarket.md section 7). */
export const OrderBody = z.object({
  order: z.looseObject({}),
  owner: z.string(),
  orderType: z.enum(["GTC", "GTD", "FOK", "FAK"]),
  postOnly: z.boolean().default(false),
  deferExec: z.boolean().default(false),
});
export type OrderBody = z.infer<typeof OrderBody>;

export type FindToken = (id: string) => { readonly market: SimMarket; readonly token: TokenIndex } | undefined;

/** A GTD order is dropped one minute before it ends, and must end at least three minutes from now. */
export const GTD_EARLY_S = 60;
const GTD_AHEAD_S = 180;

/** Returns what a posted order asks for, or why it cannot be: everything but balance and book. */
export function readOrder(
  body: OrderBody,
  key: SimApiKey,
  { accounts, find, nowMs }: { readonly accounts: AccountStore; readonly find: FindToken; readonly nowMs: number },
): OrderTerms | Refusal {
  const parsed = SignedOrder.safeParse(body.order);
  // The twelve fields of V1 lack these two (polymarket.md section 0).
  if (!("timestamp" in body.order) || !("builder" in body.order)) return refusal("order_version_mismatch");
  if (!parsed.success) return refusal("Invalid order payload");
  const { data: order } = parsed;
  if (body.owner !== key.apiKey) return refusal("the order owner has to be the owner of the API KEY");
  const found = find(order.tokenId);
  if (found?.market.status !== "open") return refusal("No orderbook exists for the requested token id", 404);
  if (!found.market.isReady) return refusal("the market is not yet ready to process new orders");
  if (key.account.needsDepositWallet && order.signatureType !== DEPOSIT_WALLET)
    return refusal("maker address not allowed, please use the deposit wallet flow");
  const verified = verifyFor(found.market, order as OrderFields & { signature: string }, key.account.address);
  if (isRefusal(verified)) return verified;
  // The exchange works out a proxy's and a Safe's address from the key, and asks a deposit wallet whether the key may sign for it.
  const wallet = accounts.signedWallet(key.account, order.signatureType, order.maker);
  if (!wallet) return badSignature(order.signatureType);
  return (
    ruleBroken(body, order.expiration, nowMs) ??
    termsOf(body, { ...order, id: verified.orderId }, { key, wallet, ...found })
  );
}

function ruleBroken({ orderType, postOnly }: OrderBody, expiration: string, nowMs: number): Refusal | undefined {
  if (postOnly && orderType !== "GTC" && orderType !== "GTD")
    return refusal("invalid post-only order: only GTC and GTD");
  const isTimed = orderType === "GTD";
  const tooNear = isTimed && Number(expiration) < nowMs / 1000 + GTD_AHEAD_S;
  return tooNear || (!isTimed && expiration !== "0") ? refusal("invalid expiration") : undefined;
}

interface Identified extends z.infer<typeof SignedOrder> {
  readonly id: string;
}

function termsOf(
  { orderType, postOnly }: OrderBody,
  order: Identified,
  at: {
    readonly key: SimApiKey;
    readonly wallet: SimAccount;
    readonly market: SimMarket;
    readonly token: TokenIndex;
  },
): OrderTerms | Refusal {
  const { market } = at;
  const [maker, taker] = [Number(order.makerAmount), Number(order.takerAmount)];
  const [cash, size] = order.side === "BUY" ? [maker, taker] : [taker, maker];
  const isMarket = orderType === "FOK" || orderType === "FAK";
  const broken = amountsBroken({ side: order.side, maker, taker, isMarket });
  if (broken) return broken;
  const exact = (cash / size) * 10_000;
  // Market orders round their amounts, so that their price lies a little beside the tick.
  const price = isMarket ? onTick(exact, market.step, order.side) : Math.round(exact);
  const isOnTick = isMarket || (BigInt(cash) * 10_000n === BigInt(price) * BigInt(size) && price % market.step === 0);
  if (!isOnTick || price < market.step || price > 10_000 - market.step) {
    const shown = isOnTick ? priceText(price) : (cash / size).toPrecision(7);
    return refusal(`order ${order.id} is invalid. Price (${shown}) breaks minimum tick size rule: ${market.tickText}`);
  }
  const minimum = market.spec.minOrderSize;
  if (!isMarket && size < minimum * MICROS)
    return refusal(`order ${order.id} is invalid. Size (${sizeText(size)}) lower than the minimum: ${minimum}`);
  return {
    ...at,
    id: order.id,
    maker: order.maker,
    side: order.side,
    price,
    size,
    budget: isMarket && order.side === "BUY" ? cash : 0,
    type: orderType,
    postOnly,
    expiration: parseScaled(order.expiration, 0) ?? 0,
    builder: order.builder,
  };
}

function onTick(exact: number, step: number, side: "BUY" | "SELL"): number {
  const steps = side === "BUY" ? Math.floor(exact / step + 1e-9) : Math.ceil(exact / step - 1e-9);
  return steps * step;
}
