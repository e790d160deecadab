import { assert } from "@augury/core";
import { SecretHolder } from "../secret-holder.ts";
import type { Address } from "../wallet/address.ts";
import type { Wallet } from "../wallet/wallet.ts";
import { type ChainId, clobAuthDigest } from "./clob-auth.ts";
import { toHex } from "./words.ts";

/** The four headers of a request with L1 authentication. */
export interface L1Headers extends Record<string, string> {
  readonly POLY_ADDRESS: Address;
  readonly POLY_SIGNATURE: string;
  readonly POLY_TIMESTAMP: string;
  readonly POLY_NONCE: string;
}

/**
 * Signs what creates or derives a Polymarket API key: the wallet attests that it is ours (polymarket.md section 2). The signature covers
 * time and nonce, nothing of the request.
 *
 * @example
 * const wallet = Wallet.fromPrivateKey(text);
 * if (wallet.ok) fetch(url, { headers: new L1Signer(wallet.value, 137).headers(Date.now()) });
 */
export class L1Signer extends SecretHolder {
  readonly #wallet: Wallet;

  constructor(
    wallet: Wallet,
    readonly chainId: ChainId,
  ) {
    super();
    this.#wallet = wallet;
  }

  get address(): Address {
    return this.#wallet.address;
  }

  /** Returns the headers of one request. `nowMs` is Unix milliseconds by the venue's clock. An API key belongs to (wallet, nonce). */
  headers(nowMs: number, nonce = 0): L1Headers {
    assert(Number.isFinite(nowMs) && nowMs >= 0, `a time is Unix milliseconds, was ${nowMs}`);
    assert(Number.isSafeInteger(nonce) && nonce >= 0, `a nonce is a whole number, was ${nonce}`);
    const { address, chainId } = this;
    const timestamp = String(Math.floor(nowMs / 1000));
    const digest = clobAuthDigest({ chainId, address, timestamp, nonce: BigInt(nonce) });
    return {
      POLY_ADDRESS: address,
      POLY_SIGNATURE: toHex(this.#wallet.signDigest(digest)),
      POLY_TIMESTAMP: timestamp,
      POLY_NONCE: String(nonce),
    };
  }

  toString(): string {
    return `L1Signer(${this.address})`;
  }
}
