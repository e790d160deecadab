import { keccak256 } from "../keccak/keccak256.ts";
import { type Address, addressBytes } from "../wallet/address.ts";
import { toWord, WORD } from "./words.ts";

/** The domain of typed data (EIP-712): what a signature is good for. */
export interface TypedDataDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract?: Address;
}

/** Returns the hash of a structure: its type's hash and its fields, each already one word. */
export function hashStruct(typeHash: Uint8Array, words: readonly Uint8Array[]): Uint8Array {
  const encoded = new Uint8Array(WORD * (words.length + 1));
  encoded.set(typeHash, 0);
  // A shorter field (an address) stands at the end of its word.
  for (const [i, word] of words.entries()) encoded.set(word, WORD * (i + 2) - word.length);
  return keccak256(encoded);
}

/** Returns the hash of a text: of a type's description, or of a field of type `string`. */
export function hashText(text: string): Uint8Array {
  return keccak256(new TextEncoder().encode(text));
}

export function computeDomainSeparator({ name, version, chainId, verifyingContract }: TypedDataDomain): Uint8Array {
  const contract = verifyingContract === undefined ? "" : ",address verifyingContract";
  const typeHash = hashText(`EIP712Domain(string name,string version,uint256 chainId${contract})`);
  const words = [hashText(name), hashText(version), toWord(BigInt(chainId))];
  return hashStruct(typeHash, verifyingContract === undefined ? words : [...words, addressBytes(verifyingContract)]);
}

/** Returns what is signed: the digest of 0x1901, the domain's separator and the structure's hash. */
export function typedDataDigest(separator: Uint8Array, structHash: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(2 + 2 * WORD);
  encoded[0] = 0x19;
  encoded[1] = 0x01;
  encoded.set(separator, 2);
  encoded.set(structHash, 2 + WORD);
  return keccak256(encoded, new Uint8Array(new ArrayBuffer(WORD)));
}
