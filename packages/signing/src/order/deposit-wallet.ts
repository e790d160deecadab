import { hashText } from "../eip712/typed-data.ts";
import { toHex, WORD, writeSafeInteger } from "../eip712/words.ts";
import { keccak256 } from "../keccak/keccak256.ts";
import { type Address, addressBytes } from "../wallet/address.ts";
import type { Exchange } from "./exchanges.ts";
import { ORDER_TYPE } from "./order-struct.ts";

const TYPE_HASH = hashText(
  `TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)${ORDER_TYPE}`,
);
/** The order's type and its length in two bytes: how every wrapped signature ends. */
const TYPE_HEX = Buffer.from(`${ORDER_TYPE}\0${String.fromCharCode(ORDER_TYPE.length)}`, "latin1").toString("hex");

/**
 * A deposit wallet is a contract, which checks a signature wrapped by ERC-7739: its owner signs not the order but a `TypedDataSign` that
 * contains it and names the wallet, under the exchange's domain. What is sent is that signature, the domain's separator, the order's hash, the order's
 * type as text and the text's length in two bytes: 317 bytes. As with the order, everything that does not change is encoded once.
 */
export class DepositWalletWrapper {
  private readonly encoded = new Uint8Array(7 * WORD);
  private readonly envelope = new Uint8Array(2 + 2 * WORD);
  private readonly digest = new Uint8Array(new ArrayBuffer(WORD));
  private readonly separatorHex: string;

  constructor(exchange: Exchange, wallet: Address) {
    this.encoded.set(TYPE_HASH, 0);
    this.encoded.set(hashText("DepositWallet"), 2 * WORD);
    this.encoded.set(hashText("1"), 3 * WORD);
    writeSafeInteger(exchange.chainId, this.encoded, 4 * WORD);
    this.encoded.set(addressBytes(wallet), 5 * WORD + 12);
    this.envelope.set([0x19, 0x01]);
    this.envelope.set(exchange.domainSeparator, 2);
    this.separatorHex = toHex(exchange.domainSeparator).slice(2);
  }

  /** Returns what the wallet's owner signs for an order. It stays in place until the next call. */
  computeDigest(orderHash: Uint8Array): Uint8Array {
    this.encoded.set(orderHash, WORD);
    keccak256(this.encoded, this.envelope, 2 + WORD);
    return keccak256(this.envelope, this.digest);
  }

  /** Returns the signature that is sent, from the owner's. */
  wrap(signed: Uint8Array, orderHash: Uint8Array): `0x${string}` {
    return `${toHex(signed)}${this.separatorHex}${toHex(orderHash).slice(2)}${TYPE_HEX}` as `0x${string}`;
  }
}
