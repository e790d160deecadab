import { toHex, WORD, writeSafeInteger } from "../eip712/words.ts";
import { keccak256 } from "../keccak/keccak256.ts";
import { DepositWalletWrapper } from "./deposit-wallet.ts";
import type { Exchange } from "./exchanges.ts";
import {
  encodeOrder,
  ORDER_FIELD,
  type OrderFields,
  type OrderSide,
  SIDE_CODE,
  SIGNATURE_TYPE,
} from "./order-struct.ts";

/** What differs from order to order of one account in one token. */
export interface OrderTerms {
  /** A fresh one for every order, see `newSalt`. */
  readonly salt: number;
  readonly side: OrderSide;
  /** What the maker gives, in millionths: collateral on a BUY, contracts on a SELL. */
  readonly makerAmount: number;
  /** What the maker gets at least, in millionths. */
  readonly takerAmount: number;
  /** Unix milliseconds. */
  readonly timestampMs: number;
}

/** The fields that stay the same. */
export type OrderConstants = Pick<
  OrderFields,
  "maker" | "signer" | "tokenId" | "signatureType" | "metadata" | "builder"
>;

/**
 * The encoded structure of the orders of one account in one token, with everything in place that does not change: an order writes five words, hashes 384
 * bytes and then 66. About 1 kB; make one per token that is traded and keep it.
 */
export class OrderTemplate {
  private readonly encoded: Uint8Array;
  private readonly envelope = new Uint8Array(2 + 2 * WORD);
  private readonly structHash = new Uint8Array(WORD);
  private readonly digest = new Uint8Array(new ArrayBuffer(WORD));
  private readonly wrapper: DepositWalletWrapper | undefined;

  constructor(
    readonly exchange: Exchange,
    readonly constants: OrderConstants,
  ) {
    const rest = { salt: 0, makerAmount: "0", takerAmount: "0", side: "BUY", timestamp: "0" } as const;
    this.encoded = encodeOrder({ ...constants, ...rest });
    this.envelope.set([0x19, 0x01]);
    this.envelope.set(exchange.domainSeparator, 2);
    const wrapped = constants.signatureType === SIGNATURE_TYPE.depositWallet;
    this.wrapper = wrapped ? new DepositWalletWrapper(exchange, constants.signer) : undefined;
  }

  /** Returns the order's id: its EIP-712 digest. It stays in the template's memory until the next call: read it at once. */
  computeDigest({ salt, side, makerAmount, takerAmount, timestampMs }: OrderTerms): Uint8Array {
    const { encoded } = this;
    writeSafeInteger(salt, encoded, ORDER_FIELD.salt);
    writeSafeInteger(makerAmount, encoded, ORDER_FIELD.makerAmount);
    writeSafeInteger(takerAmount, encoded, ORDER_FIELD.takerAmount);
    writeSafeInteger(timestampMs, encoded, ORDER_FIELD.timestamp);
    encoded[ORDER_FIELD.side + WORD - 1] = SIDE_CODE[side];
    keccak256(encoded, this.structHash);
    this.envelope.set(this.structHash, 2 + WORD);
    return keccak256(this.envelope, this.digest);
  }

  /** Returns what the wallet's owner signs for the order whose digest was computed last: that digest, or a deposit wallet's wrapped one. */
  digestToSign(): Uint8Array {
    return this.wrapper?.computeDigest(this.structHash) ?? this.digest;
  }

  /** Returns the signature as it is sent, from the owner's 65 bytes. */
  formatSignature(signed: Uint8Array): `0x${string}` {
    return this.wrapper?.wrap(signed, this.structHash) ?? toHex(signed);
  }
}
