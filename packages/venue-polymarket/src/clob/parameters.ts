import { wordList } from "@augury/net";
import { z } from "zod";

const TOKEN_ID = /^\d{1,78}$/;

/** A token: an outcome of a market. Up to 78 digits, never a number. */
export function tokenId() {
  return z.string().trim().regex(TOKEN_ID, { error: "must be a token id: a decimal number of up to 78 digits" });
}

export function tokenIds(itemsMax: number) {
  const error = `must be 1 to ${itemsMax} token ids, separated by commas`;
  return wordList(itemsMax).pipe(z.array(z.string().regex(TOKEN_ID, { error })));
}

/** A market. */
export function conditionId() {
  return z
    .string()
    .trim()
    .regex(/^0x[0-9a-fA-F]{1,64}$/, { error: "must be a condition id: 0x and up to 64 hex digits" });
}

/** An order: its EIP-712 digest. */
export function orderId() {
  return z
    .string()
    .trim()
    .regex(/^0x[0-9a-fA-F]{64}$/, { error: "must be an order id: 0x and 64 hex digits" });
}

export function walletAddress() {
  return z
    .string()
    .trim()
    .regex(/^0x[0-9a-fA-F]{40}$/, { error: "must be an address: 0x and 40 hex digits" });
}

export function side() {
  return z.enum(["BUY", "SELL"]);
}

/** A day in UTC. */
export function day() {
  return z
    .string()
    .trim()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a day such as 2026-11-21" });
}

/** 0 plain key, 1 proxy wallet, 2 Safe, 3 deposit wallet (polymarket.md section 5). */
export function signatureType() {
  const text = z.enum(["0", "1", "2", "3"]).transform(Number);
  return z
    .union([z.literal([0, 1, 2, 3]), text], { error: "must be 0, 1, 2 or 3" })
    .default(0)
    .describe("Kind of wallet: 0 plain key, 1 proxy, 2 Safe, 3 deposit wallet.");
}
