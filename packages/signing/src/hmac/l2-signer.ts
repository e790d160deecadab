import { assert, err, ok, type Result } from "@augury/core";
import { KeyError } from "../key-error.ts";
import { SecretHolder } from "../secret-holder.ts";
import { type Address, parseAddress } from "../wallet/address.ts";
import { L2Mac } from "./l2-mac.ts";

/** An API key of Polymarket's order book, as the venue hands it out, and the wallet that made it. */
export interface L2Credentials {
  readonly apiKey: string;
  /** Base64, either alphabet. */
  readonly secret: string;
  readonly passphrase: string;
  /** The wallet that owns the key: the signing key's own address, never the funder's. */
  readonly address: string;
}

/** The five headers of a request with L2 authentication. */
export interface L2Headers extends Record<string, string> {
  readonly POLY_ADDRESS: string;
  readonly POLY_SIGNATURE: string;
  readonly POLY_TIMESTAMP: string;
  readonly POLY_API_KEY: string;
  readonly POLY_PASSPHRASE: string;
}

const HEADER_VALUE = /^[\x21-\x7e]{1,256}$/;

/**
 * Signs requests to Polymarket's order book with an API key: HMAC-SHA256 over time, method, path and body (polymarket.md section 2).
 * Secret and passphrase show in no printing, JSON or clone; the passphrase travels in every request's headers, so those are kept from logs.
 *
 * @example
 * const signer = L2Signer.fromCredentials({ apiKey, secret, passphrase, address });
 * if (signer.ok) fetch(url, { method: "DELETE", body, headers: signer.value.headers(Date.now(), "DELETE", "/order", body) });
 */
export class L2Signer extends SecretHolder {
  readonly #mac: L2Mac;
  readonly #passphrase: string;

  private constructor(
    /** Also the `owner` in the body of an order. */
    readonly apiKey: string,
    readonly address: Address,
    secrets: { readonly mac: L2Mac; readonly passphrase: string },
  ) {
    super();
    this.#mac = secrets.mac;
    this.#passphrase = secrets.passphrase;
  }

  static fromCredentials({ apiKey, secret, passphrase, address }: L2Credentials): Result<L2Signer, KeyError> {
    if (!HEADER_VALUE.test(apiKey)) {
      return err(new KeyError("bad_api_key", "an API key is 1 to 256 printable characters without spaces"));
    }
    if (!HEADER_VALUE.test(passphrase)) {
      return err(new KeyError("bad_passphrase", "a passphrase is 1 to 256 printable characters without spaces"));
    }
    const mac = L2Mac.fromSecret(secret);
    if (mac === undefined) return err(new KeyError("bad_secret", "an API secret is Base64 text, not empty"));
    const owner = parseAddress(address);
    if (owner === undefined) {
      return err(new KeyError("bad_address", 'an address is "0x" and 40 hexadecimal digits, with a right checksum'));
    }
    return ok(new L2Signer(apiKey, owner, { mac, passphrase }));
  }

  /**
   * Returns the headers of one request. `nowMs` is Unix milliseconds by the venue's clock; `path` starts at the host root, its query is
   * not signed; `body` is the exact text that is sent, empty where there is none.
   */
  headers(nowMs: number, method: string, path: string, body = ""): L2Headers {
    assert(Number.isFinite(nowMs) && nowMs >= 0, `a time is Unix milliseconds, was ${nowMs}`);
    assert(path.startsWith("/"), "a signed path starts at the host root");
    const timestamp = String(Math.floor(nowMs / 1000));
    return {
      POLY_ADDRESS: this.address,
      POLY_SIGNATURE: this.#mac.sign({ timestamp, method, path, body }),
      POLY_TIMESTAMP: timestamp,
      POLY_API_KEY: this.apiKey,
      POLY_PASSPHRASE: this.#passphrase,
    };
  }

  toString(): string {
    return `L2Signer(${this.apiKey})`;
  }
}
