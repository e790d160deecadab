import { err, ok, type Result } from "@augury/core";
import type { ChainId } from "../eip712/clob-auth.ts";
import { parseHex, toHex, WORD } from "../eip712/words.ts";
import { KeyError } from "../key-error.ts";
import { SecretHolder } from "../secret-holder.ts";
import { type Address, parseAddress } from "../wallet/address.ts";
import type { Wallet } from "../wallet/wallet.ts";
import { type ExchangeName, exchangeOf } from "./exchanges.ts";
import { type OrderFields, SIGNATURE_TYPE, type SignatureType, type WalletKind, ZERO_BYTES32 } from "./order-struct.ts";
import { OrderTemplate, type OrderTerms } from "./order-template.ts";

/** Whose orders are signed, and how. */
export interface OrderAccount {
  readonly chainId: ChainId;
  readonly kind: WalletKind;
  /** The wallet with the funds; left out for a plain key (`eoa`), which holds its own. */
  readonly funder?: string;
}

/** The orders of one token. */
export interface OrderMarket {
  readonly exchange: ExchangeName;
  readonly tokenId: string;
  readonly metadata?: string;
  readonly builder?: string;
}

/** An order ready to be posted, and the id under which the venue will know it. */
export interface SignedOrder extends OrderFields {
  /** Its EIP-712 digest: what to look it up by when the answer to its posting is lost. */
  readonly orderId: string;
  readonly signature: string;
}

/**
 * Signs Polymarket orders for one account (polymarket.md section 5). Nothing is looked up or hashed twice: a template holds what does not
 * change, the curve costs nine tenths of the rest.
 *
 * @example
 * const signer = OrderSigner.open(wallet, { chainId: 137, kind: "safe", funder });
 * if (!signer.ok) throw signer.error;
 * const template = signer.value.template({ exchange: "negRiskV2", tokenId });
 * if (!template.ok) throw template.error;
 * const order = signer.value.sign(template.value, { salt: newSalt(), side: "BUY", makerAmount: 5_000_000, takerAmount: 10_000_000, timestampMs });
 */
export class OrderSigner extends SecretHolder {
  readonly #wallet: Wallet;
  readonly #signed = new Uint8Array(65);

  private constructor(
    wallet: Wallet,
    readonly chainId: ChainId,
    readonly signatureType: SignatureType,
    /** The wallet with the funds. */
    readonly maker: Address,
  ) {
    super();
    this.#wallet = wallet;
  }

  /** Fails with `bad_address` where the kind of wallet and its funder do not fit. */
  static open(wallet: Wallet, { chainId, kind, funder }: OrderAccount): Result<OrderSigner, KeyError> {
    const maker = funder === undefined ? undefined : parseAddress(funder);
    if (funder !== undefined && maker === undefined) {
      return err(new KeyError("bad_address", 'a funder is "0x" and 40 hexadecimal digits, with a right checksum'));
    }
    if (kind === "eoa") {
      if (maker !== undefined && maker !== wallet.address) {
        return err(
          new KeyError("bad_address", "a plain key holds its own funds: leave the funder out, or name its kind"),
        );
      }
      return ok(new OrderSigner(wallet, chainId, SIGNATURE_TYPE.eoa, wallet.address));
    }
    if (maker === undefined) return err(new KeyError("bad_address", `a wallet of kind ${kind} has a funder`));
    // As it was written: the official client sends it so, and the venue compares without regard to case.
    return ok(new OrderSigner(wallet, chainId, SIGNATURE_TYPE[kind], funder as Address));
  }

  /** The key's own address: the owner of the API key. */
  get owner(): Address {
    return this.#wallet.address;
  }

  /** Returns what `sign` needs for the orders of one token, or `undefined` when the token's id, the metadata or the builder's code is none. */
  template({
    exchange,
    tokenId,
    metadata = ZERO_BYTES32,
    builder = ZERO_BYTES32,
  }: OrderMarket): OrderTemplate | undefined {
    if (!isUint256(tokenId) || parseHex(metadata)?.length !== WORD || parseHex(builder)?.length !== WORD) {
      return undefined;
    }
    const { maker, signatureType } = this;
    const signer = signatureType === SIGNATURE_TYPE.depositWallet ? maker : this.owner;
    const constants = { maker, signer, tokenId, signatureType, metadata, builder };
    return new OrderTemplate(exchangeOf(this.chainId, exchange), constants);
  }

  /** Signs one order. The template is one of this signer's. */
  sign(template: OrderTemplate, terms: OrderTerms): SignedOrder {
    const orderId = toHex(template.computeDigest(terms));
    this.#wallet.signDigest(template.digestToSign(), this.#signed);
    const { maker, signer, tokenId, signatureType, metadata, builder } = template.constants;
    return {
      orderId,
      salt: terms.salt,
      maker,
      signer,
      tokenId,
      makerAmount: String(terms.makerAmount),
      takerAmount: String(terms.takerAmount),
      side: terms.side,
      signatureType,
      timestamp: String(terms.timestampMs),
      metadata,
      builder,
      signature: template.formatSignature(this.#signed),
    };
  }

  toString(): string {
    return `OrderSigner(${this.maker})`;
  }
}

/** Returns whether `text` is a whole number below 2^256, without leading zeros. */
export function isUint256(text: string): boolean {
  return /^(?:0|[1-9]\d{0,77})$/.test(text) && BigInt(text) < 1n << 256n;
}
