import { type AccessKey, checkHandshake } from "./handshake.ts";

export interface KeyHolder {
  readonly keyId: string;
  /** Whose orders and money it moves: the key's account, else an account of the key's own name. */
  readonly account: string;
  readonly scopes: readonly string[];
}

const KEYS_MAX = 1000;
export const ALL_SCOPES = ["read", "write"] as const;

/** The keys that may call, those included that were registered over the API. */
export class KeyRing {
  private readonly keys: AccessKey[];

  constructor(
    keys: readonly AccessKey[],
    private readonly skewMsMax: number,
    private readonly nowMs: () => number,
  ) {
    this.keys = [...keys];
  }

  /** Checks the three headers of a request (kalshi.md section 4): who it is, or why it is refused. */
  check(request: Request, url: URL): KeyHolder | { readonly refusal: string } {
    const checked = checkHandshake(request, url, { keys: this.keys, skewMsMax: this.skewMsMax }, this.nowMs());
    if ("refusal" in checked) return checked;
    const key = this.find(checked.keyId);
    return { keyId: checked.keyId, account: key?.account ?? checked.keyId, scopes: key?.scopes ?? ALL_SCOPES };
  }

  find(keyId: string): AccessKey | undefined {
    return this.keys.find((key) => key.keyId === keyId);
  }

  /** Keys of an account; the one that it was born with comes first. */
  of(account: string): readonly AccessKey[] {
    return this.keys.filter((key) => (key.account ?? key.keyId) === account);
  }

  add(key: AccessKey): boolean {
    if (this.keys.length >= KEYS_MAX) return false;
    this.keys.push(key);
    return true;
  }

  remove(account: string, keyId: string): boolean {
    const at = this.keys.findIndex((key) => key.keyId === keyId && (key.account ?? key.keyId) === account);
    if (at >= 0) this.keys.splice(at, 1);
    return at >= 0;
  }
}
