import { type Address, addressBytes } from "../wallet/address.ts";
import { computeDomainSeparator, hashStruct, hashText, typedDataDigest } from "./typed-data.ts";
import { toWord } from "./words.ts";

/** The chains on which Polymarket runs: Polygon, and its test network Amoy. */
export const CHAIN_IDS = [137, 80002] as const;
export type ChainId = (typeof CHAIN_IDS)[number];

const TYPE_HASH = hashText("ClobAuth(address address,string timestamp,uint256 nonce,string message)");
const MESSAGE_HASH = hashText("This message attests that I control the given wallet");
const DOMAINS = new Map<number, Uint8Array>(
  CHAIN_IDS.map((chainId) => [chainId, computeDomainSeparator({ name: "ClobAuthDomain", version: "1", chainId })]),
);

/** What proves that a wallet is ours (polymarket.md section 2). */
export interface ClobAuth {
  readonly chainId: ChainId;
  readonly address: Address;
  /** Unix seconds as text. */
  readonly timestamp: string;
  readonly nonce: bigint;
}

/** Returns the digest that the wallet signs. */
export function clobAuthDigest({ chainId, address, timestamp, nonce }: ClobAuth): Uint8Array {
  const words = [addressBytes(address), hashText(timestamp), toWord(nonce), MESSAGE_HASH];
  return typedDataDigest(DOMAINS.get(chainId) as Uint8Array, hashStruct(TYPE_HASH, words));
}
