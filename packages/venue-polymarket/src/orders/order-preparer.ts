import { assert, err, ok, type Result } from "@augury/core";
import type { Instrument } from "@augury/model";
import {
  encodeOrderBody,
  exchangeNameOf,
  newSalt,
  type OrderSigner,
  type OrderTemplate,
  type OrderType,
  type SignedOrder,
} from "@augury/signing";
import {
  type AmountsRefusal,
  computeOrderAmounts,
  type OrderAmounts,
  type OrderAmountsRequest,
} from "./order-amounts.ts";

/** One order as it is wanted. `tick` is the market's now. */
export interface OrderWish extends Omit<OrderAmountsRequest, "fees" | "sizeMin"> {
  readonly postOnly: boolean;
  /** GTD alone: when it must be gone from the book, Unix milliseconds. */
  readonly endTimeMs?: number;
}

/** An order that can be posted. */
export interface PreparedOrder {
  /** Known before a byte of it leaves: what to look it up by when the answer is lost. */
  readonly orderId: string;
  readonly order: SignedOrder;
  readonly orderType: OrderType;
  readonly amounts: OrderAmounts;
  /** What `POST /order` takes, byte for byte what the request's signature covers; `POST /orders` takes a list of them. */
  readonly body: string;
}

/** `gtd_too_near`: the venue wants three minutes. `post_only_taker`: what never rests cannot be post-only. `no_token`: not a market of this venue. */
export type OrderRefusal = AmountsRefusal | "gtd_too_near" | "post_only_taker" | "no_token";

/** The venue drops a GTD order this long before the expiration that it names (polymarket.md section 7). */
const GTD_EARLY_S = 60;
/** And refuses an expiration nearer than this. */
const GTD_AHEAD_S = 180;
const TEMPLATES_MAX = 4_096;

export interface OrderPreparerOptions {
  readonly signer: OrderSigner;
  /** The API key, which the body names as the order's owner. */
  readonly apiKey: string;
  /** The builder's code, 32 bytes in hexadecimal. */
  readonly builder?: string;
  /** Tokens that are kept ready, about 1 kB each: beyond it the one that was made first is made anew. Default 4096. */
  readonly templatesMax?: number;
}

/**
 * Makes orders that Polymarket takes: exact amounts, the exchange of the market, signature, id, body. Synchronous, no I/O.
 *
 * @example
 * const preparer = new OrderPreparer({ signer, apiKey });
 * const prepared = preparer.prepare(instrument, { side: "buy", timeInForce: "IOC", price, tick, size, postOnly: false }, nowMs);
 */
export class OrderPreparer {
  private readonly templates = new Map<string, OrderTemplate>();

  constructor(private readonly options: OrderPreparerOptions) {}

  /** Returns the order, or why there is none. `nowMs` is Unix milliseconds by the venue's clock. */
  prepare(instrument: Instrument, wish: OrderWish, nowMs: number): Result<PreparedOrder, OrderRefusal> {
    const { timeInForce, postOnly, side } = wish;
    const rests = timeInForce === "GTC" || timeInForce === "GTD";
    if (postOnly && !rests) return err("post_only_taker");
    const expiration = timeInForce === "GTD" ? expirationOf(wish, nowMs) : 0;
    if (expiration === undefined) return err("gtd_too_near");
    const sizeMin = instrument.orderSizeMin as OrderAmounts["size"];
    const amounts = computeOrderAmounts({ ...wish, fees: instrument.fees, sizeMin });
    if (typeof amounts === "string") return err(amounts);
    const template = this.templateOf(instrument);
    if (template === undefined) return err("no_token");
    const { makerAmount, takerAmount } = amounts;
    const terms = { salt: newSalt(), makerAmount, takerAmount, timestampMs: Math.floor(nowMs) };
    const order = this.options.signer.sign(template, { ...terms, side: side === "buy" ? "BUY" : "SELL" });
    const orderType: OrderType = timeInForce === "IOC" ? "FAK" : timeInForce;
    const body = encodeOrderBody(order, { owner: this.options.apiKey, orderType, expiration, postOnly });
    return ok({ orderId: order.orderId, order, orderType, amounts, body });
  }

  private templateOf({ venue, venueId, negRisk, domainVersion }: Instrument): OrderTemplate | undefined {
    if (venue !== "polymarket") return undefined;
    const exchange = exchangeNameOf(domainVersion === "3" ? 3 : 2, negRisk);
    const key = `${exchange} ${venueId}`;
    const known = this.templates.get(key);
    if (known !== undefined) return known;
    const { signer, builder, templatesMax = TEMPLATES_MAX } = this.options;
    const template = signer.template({ exchange, tokenId: venueId, ...(builder !== undefined && { builder }) });
    if (template === undefined) return undefined;
    const oldest = this.templates.keys().next();
    if (this.templates.size >= templatesMax && !oldest.done) this.templates.delete(oldest.value);
    this.templates.set(key, template);
    return template;
  }
}

/** Unix seconds to name, so that the order is gone at its end at the latest; `undefined` when that is too near. */
function expirationOf({ endTimeMs }: OrderWish, nowMs: number): number | undefined {
  assert(endTimeMs !== undefined, "a GTD order has an end");
  const expiration = Math.floor(endTimeMs / 1000) + GTD_EARLY_S;
  return expiration * 1000 >= nowMs + GTD_AHEAD_S * 1000 ? expiration : undefined;
}
