import { err, ok, type Result } from "@augury/core";
import type { Curve } from "../curve/curve.ts";
import { sharedCurve } from "../curve/open-curve.ts";
import { KeyError } from "../key-error.ts";
import { SecretHolder } from "../secret-holder.ts";
import { type Address, addressOfPublicKey } from "./address.ts";

/**
 * A wallet's private key, which signs digests. Holds the key where no printing, JSON or cloning reaches it.
 *
 * @example
 * const wallet = Wallet.fromPrivateKey(text, openCurve().curve);
 * if (wallet.ok) console.log(wallet.value.address);
 */
export class Wallet extends SecretHolder {
  readonly #secret: Uint8Array;

  private constructor(
    secret: Uint8Array,
    /** The key's own address, with its checksum. */
    readonly address: Address,
    private readonly curve: Curve,
  ) {
    super();
    this.#secret = secret;
  }

  /** Reads a private key: 64 hexadecimal digits, "0x" before them or not. Signs with the thread's shared curve unless given one. */
  static fromPrivateKey(text: string, curve = sharedCurve()): Result<Wallet, KeyError> {
    const digits = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim())?.[1];
    if (digits === undefined) {
      return err(new KeyError("bad_wallet_key", "a wallet's private key is 64 hexadecimal digits"));
    }
    const bytes = Buffer.from(digits, "hex");
    const wallet = Wallet.fromBytes(bytes, curve);
    bytes.fill(0);
    return wallet;
  }

  /** Reads the 32 bytes of a private key and keeps a copy: the caller clears its own. */
  static fromBytes(bytes: Uint8Array, curve = sharedCurve()): Result<Wallet, KeyError> {
    // Native code reads the key in place, so it gets an ArrayBuffer of its own.
    const secret = new Uint8Array(new ArrayBuffer(32));
    if (bytes.length === 32) secret.set(bytes);
    const publicKey = curve.publicKey(secret);
    if (publicKey === undefined) {
      return err(new KeyError("bad_wallet_key", "a wallet's private key is 32 bytes, within the curve's order"));
    }
    return ok(new Wallet(secret, addressOfPublicKey(publicKey), curve));
  }

  /** Writes the signature of a 32-byte digest to `out`: r, s and 27 or 28, 65 bytes. Signs whatever it is given. */
  signDigest(digest: Uint8Array, out = new Uint8Array(65)): Uint8Array {
    this.curve.sign(digest, this.#secret, out);
    return out;
  }

  toString(): string {
    return `Wallet(${this.address})`;
  }
}
