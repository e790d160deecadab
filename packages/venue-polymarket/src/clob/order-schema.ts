import { z } from "zod";
import { DecimalText, listOf, TimeText } from "./wire-schemas.ts";

const HexBytes32 = z.string().regex(/^0x[0-9a-fA-F]{64}$/, { error: "must be 32 bytes in hex" });
const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, { error: "must be an address" });
const Units = z.string().regex(/^\d{1,78}$/, { error: "must be a whole number as text" });

/** An order as it is posted (polymarket.md section 7). The fields' order is the one in which they are sent. */
export const SignedOrder = z.object({
  /** Travels as a JSON number: beyond 2^53 − 1 the signature would no longer fit. */
  salt: z.int().nonnegative(),
  maker: Address,
  signer: Address,
  tokenId: Units,
  makerAmount: Units,
  takerAmount: Units,
  side: z.enum(["BUY", "SELL"]),
  signatureType: z.literal([0, 1, 2, 3]),
  /** Of its creation, in ms. */
  timestamp: Units,
  /** Unix seconds, "0" for none; not signed. */
  expiration: Units,
  metadata: HexBytes32,
  builder: HexBytes32,
  signature: z.string().regex(/^0x[0-9a-fA-F]+$/, { error: "must be hex" }),
});
export type SignedOrder = z.infer<typeof SignedOrder>;

export const OrderType = z.enum(["GTC", "GTD", "FOK", "FAK"]);
export type OrderType = z.infer<typeof OrderType>;

const textOrNothing = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

/** What the venue says of one posted order. `status` is "" where it was refused; the amounts are "" while it rests. */
export const PlacementAnswer = z.object({
  success: z.boolean(),
  errorMsg: textOrNothing,
  orderID: textOrNothing,
  status: textOrNothing,
  makingAmount: textOrNothing,
  takingAmount: textOrNothing,
  tradeIDs: listOf(z.string()),
  transactionsHashes: listOf(z.string()),
});
export type PlacementAnswer = z.infer<typeof PlacementAnswer>;

/** What became of cancels: ids that are canceled, and why others are not. */
export const CancelAnswer = z.object({
  canceled: listOf(z.string()),
  not_canceled: z
    .record(z.string(), z.string())
    .nullish()
    .transform((reasons) => reasons ?? {}),
});
export type CancelAnswer = z.infer<typeof CancelAnswer>;

/** An order as the account's lists have it. Sizes are decimals of contracts; see the note on `size_matched` in polymarket.md section 4. */
export const OpenOrder = z.object({
  id: z.string().min(1),
  /** Some answers put ORDER_STATUS_ before it. */
  status: z.string().transform((status) => status.replace(/^ORDER_STATUS_/, "")),
  /** The API key. */
  owner: z.string(),
  maker_address: z.string(),
  market: z.string(),
  asset_id: z.string(),
  side: z.enum(["BUY", "SELL"]),
  original_size: DecimalText,
  size_matched: DecimalText,
  price: DecimalText,
  associate_trades: listOf(z.string()),
  outcome: z.string(),
  /** Unix seconds. */
  created_at: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
  /** Unix seconds as text, "0" or null for none. */
  expiration: TimeText.nullish().transform((text) => text ?? "0"),
  order_type: z.string(),
});
export type OpenOrder = z.infer<typeof OpenOrder>;
