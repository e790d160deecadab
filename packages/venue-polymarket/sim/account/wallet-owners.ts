import { type Address, type DerivedKind, deriveWallets, parseAddress } from "@augury/signing";

const CHAIN_ID = 137;
/** Kinds of wallet by signature type; a plain key (0) has no other wallet than itself (polymarket.md section 5). */
const KINDS: readonly (DerivedKind | undefined)[] = [undefined, "proxy", "safe", "depositWallet"];

/** The wallets that the venue's factories make for a key, and whose key a wallet is signed for with. Addresses are in lower case. */
export class WalletOwners {
  private readonly places = new Map<string, readonly string[]>();
  private readonly owners = new Map<string, string>();

  /** Returns where the wallets of a key are that one signature type names, likeliest first: its own address for a plain key. */
  placesOf(owner: string, signatureType: number): readonly string[] {
    const name = `${owner}:${signatureType}`;
    const known = this.places.get(name);
    if (known) return known;
    const kind = KINDS[signatureType];
    const found = kind ? deriveWallets(kind, parseAddress(owner) as Address, CHAIN_ID) : [owner as Address];
    const places = found.map((place) => place.toLowerCase());
    this.places.set(name, places);
    for (const place of places) this.owners.set(place, owner);
    return places;
  }

  /** Returns whose key signs for a wallet; a wallet that no key has asked for belongs to itself. */
  ownerOf(wallet: string): string {
    return this.owners.get(wallet) ?? wallet;
  }
}
