import type { Prng } from "@augury/core";
import { SimAccount } from "./sim-account.ts";
import { WalletOwners } from "./wallet-owners.ts";

/** An API key with its secrets, and the wallet and nonce that it was made for. */
export interface SimApiKey {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
  /** The key's own: who it is, not whose money it moves, see {@link AccountStore.walletOf}. */
  readonly account: SimAccount;
  readonly nonce: string;
}

const OPENING_COLLATERAL = 10_000_000_000;
const ACCOUNTS_MAX = 10_000;
const KEYS_MAX = 100_000;

/** The venue's accounts and API keys. Every new wallet finds the same opening balance in it. */
export class AccountStore {
  private readonly accounts = new Map<string, SimAccount>();
  private readonly keys = new Map<string, SimApiKey>();
  private readonly owners = new WalletOwners();

  constructor(private readonly random: Prng) {}

  /** Returns the wallet's account, opened with ten thousand dollars when it is new. */
  accountOf(address: string): SimAccount {
    const name = address.toLowerCase();
    const known = this.accounts.get(name);
    if (known) return known;
    if (this.accounts.size >= ACCOUNTS_MAX) throw new Error(`at most ${ACCOUNTS_MAX} simulated accounts`);
    const account = new SimAccount(name, OPENING_COLLATERAL);
    this.accounts.set(name, account);
    return account;
  }

  /** Returns the wallet's account if it has been opened. */
  findAccount(address: string): SimAccount | undefined {
    return this.accounts.get(address.toLowerCase());
  }

  /** Returns the wallet with the money that a key trades under one signature type: of two deposit wallets the one that has been used. */
  walletOf(owner: SimAccount, signatureType: number): SimAccount {
    const places = this.owners.placesOf(owner.address, signatureType);
    return this.accountOf(places.find((place) => this.accounts.has(place)) ?? places[0] ?? owner.address);
  }

  /** Returns the wallet of that address if a key may sign for it under one signature type. */
  signedWallet(owner: SimAccount, signatureType: number, address: string): SimAccount | undefined {
    const isOwn = this.owners.placesOf(owner.address, signatureType).includes(address.toLowerCase());
    return isOwn ? this.accountOf(address) : undefined;
  }

  /** Returns the account of the key that signs for a wallet: of a plain key, the same. */
  ownerOf({ address }: SimAccount): SimAccount {
    return this.accountOf(this.owners.ownerOf(address));
  }

  /** Makes the key of a wallet and nonce; `undefined` when there is one, or no room. */
  createKey(address: string, nonce: string): SimApiKey | undefined {
    if (this.findKeyOf(address, nonce) || this.keys.size >= KEYS_MAX) return undefined;
    const key = {
      apiKey: this.uuid(),
      secret: Buffer.from(this.hex(64), "hex").toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
      passphrase: this.hex(64),
      account: this.accountOf(address),
      nonce,
    };
    this.keys.set(key.apiKey, key);
    return key;
  }

  all(): Iterable<SimAccount> {
    return this.accounts.values();
  }

  findKeyOf(address: string, nonce: string): SimApiKey | undefined {
    const account = this.findAccount(address);
    return account && this.keysOf(account).find((key) => key.nonce === nonce);
  }

  findKey(apiKey: string): SimApiKey | undefined {
    return this.keys.get(apiKey);
  }

  keysOf(account: SimAccount): SimApiKey[] {
    return [...this.keys.values()].filter((key) => key.account === account);
  }

  deleteKey(apiKey: string): void {
    this.keys.delete(apiKey);
  }

  chance(p: number): boolean {
    return this.random.chance(p);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.random.uint32().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }
}
