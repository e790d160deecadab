import { keccak256 } from "../keccak/keccak256.ts";

/** An Ethereum address: "0x" and 40 hexadecimal digits, whose case is its checksum (EIP-55). */
export type Address = `0x${string}`;

/**
 * Returns the address with its checksum, or `undefined` when `text` is none. Digits all in one case carry no checksum and are taken as
 * they are; mixed case must be the right one, which finds most typing errors.
 */
export function parseAddress(text: string): Address | undefined {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return undefined;
  const digits = text.slice(2);
  const address = toChecksumAddress(digits.toLowerCase());
  const checked = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  return checked && address !== text ? undefined : address;
}

/** Returns the address of an uncompressed public key: 65 bytes, the first of them 4. */
export function addressOfPublicKey(publicKey: Uint8Array): Address {
  return addressOfHash(keccak256(publicKey.subarray(1)));
}

/** Returns the address that a hash gives: its last 20 bytes. */
export function addressOfHash(hash: Uint8Array): Address {
  return toChecksumAddress(Buffer.from(hash.subarray(12)).toString("hex"));
}

/** Returns the 20 bytes of an address. */
export function addressBytes(address: Address): Uint8Array {
  return Buffer.from(address.slice(2), "hex");
}

/** A letter is a capital where the same digit of the hash of the lower-case text is 8 or more. */
function toChecksumAddress(lowerDigits: string): Address {
  const hash = keccak256(Buffer.from(lowerDigits, "latin1"));
  const digits = Array.from(lowerDigits, (digit, i) => {
    const nibble = (hash[i >> 1] as number) >> (i % 2 === 0 ? 4 : 0);
    return nibble & 8 ? digit.toUpperCase() : digit;
  });
  return `0x${digits.join("")}`;
}
