import { assert } from "@augury/core";
import { hashText } from "../eip712/typed-data.ts";
import { parseHex, toWord, WORD } from "../eip712/words.ts";
import { type Address, addressBytes } from "../wallet/address.ts";

/** The structure that is signed (polymarket.md section 5), as its type reads. */
export const ORDER_TYPE =
  "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";
export const ORDER_TYPE_HASH = hashText(ORDER_TYPE);

/** Where each field's word begins in the encoded structure, behind its type's hash. */
export const ORDER_FIELD = {
  salt: 1 * WORD,
  maker: 2 * WORD,
  signer: 3 * WORD,
  tokenId: 4 * WORD,
  makerAmount: 5 * WORD,
  takerAmount: 6 * WORD,
  side: 7 * WORD,
  signatureType: 8 * WORD,
  timestamp: 9 * WORD,
  metadata: 10 * WORD,
  builder: 11 * WORD,
} as const;
export const ORDER_BYTES = 12 * WORD;

/** The venue's words for a kind of wallet: who holds the funds, and whose signature the contract takes for them. */
export const SIGNATURE_TYPE = { eoa: 0, proxy: 1, safe: 2, depositWallet: 3 } as const;
export type WalletKind = keyof typeof SIGNATURE_TYPE;
export type SignatureType = (typeof SIGNATURE_TYPE)[WalletKind];

export type OrderSide = "BUY" | "SELL";
export const SIDE_CODE: Readonly<Record<OrderSide, number>> = { BUY: 0, SELL: 1 };

export const ZERO_BYTES32 = `0x${"0".repeat(64)}` as const;

/** Every signed field of an order, as the venue's JSON has it. Amounts are in millionths, as decimal text. */
export interface OrderFields {
  /** At most 2^53 − 1: it travels as a JSON number. */
  readonly salt: number;
  /** The wallet with the funds. */
  readonly maker: Address;
  readonly signer: Address;
  /** Decimal text, up to 78 digits. */
  readonly tokenId: string;
  readonly makerAmount: string;
  readonly takerAmount: string;
  readonly side: OrderSide;
  readonly signatureType: SignatureType;
  /** When it was made, Unix milliseconds. */
  readonly timestamp: string;
  /** 32 bytes of the maker's own. */
  readonly metadata: string;
  /** The builder's code, 32 bytes. */
  readonly builder: string;
}

/** Returns the encoded structure: its type's hash and eleven words. Every field has been checked. */
export function encodeOrder(order: OrderFields): Uint8Array {
  const encoded = new Uint8Array(ORDER_BYTES);
  encoded.set(ORDER_TYPE_HASH, 0);
  encoded.set(toWord(BigInt(order.salt)), ORDER_FIELD.salt);
  encoded.set(addressBytes(order.maker), ORDER_FIELD.maker + 12);
  encoded.set(addressBytes(order.signer), ORDER_FIELD.signer + 12);
  for (const name of ["tokenId", "makerAmount", "takerAmount", "timestamp"] as const) {
    encoded.set(toWord(BigInt(order[name])), ORDER_FIELD[name]);
  }
  encoded[ORDER_FIELD.side + WORD - 1] = SIDE_CODE[order.side];
  encoded[ORDER_FIELD.signatureType + WORD - 1] = order.signatureType;
  encoded.set(bytes32(order.metadata), ORDER_FIELD.metadata);
  encoded.set(bytes32(order.builder), ORDER_FIELD.builder);
  return encoded;
}

function bytes32(text: string): Uint8Array {
  const bytes = parseHex(text);
  assert(bytes?.length === WORD, 'a 32-byte field is "0x" and 64 hexadecimal digits');
  return bytes;
}
