import type { OrderDesk } from "../desk/order-desk.ts";
import type { AccountStore, SimApiKey } from "./account-store.ts";

/** Silence after which the venue cancels all orders of a key: ten seconds and some grace (polymarket.md section 4). */
const SILENCE_MS_MAX = 15_000;

/** The dead man's switch of each API key that has ever sent a heartbeat. */
export class HeartbeatWatch {
  private readonly beats = new Map<string, { id: string; atMs: number }>();

  constructor(
    private readonly accounts: AccountStore,
    private readonly desk: OrderDesk,
  ) {}

  /** Takes a heartbeat and returns the next id; a wrong one is not taken, and `expected` says which it had to be. */
  beat({ apiKey }: SimApiKey, id: string, nowMs: number): { readonly next: string } | { readonly expected: string } {
    const known = this.beats.get(apiKey);
    if (known && known.id !== id) return { expected: known.id };
    const next = this.accounts.uuid();
    this.beats.set(apiKey, { id: next, atMs: nowMs });
    return { next };
  }

  advance(nowMs: number): void {
    for (const [apiKey, { atMs }] of this.beats) {
      if (nowMs - atMs <= SILENCE_MS_MAX) continue;
      this.beats.delete(apiKey);
      const key = this.accounts.findKey(apiKey);
      if (key) this.desk.cancelKey(key, nowMs);
    }
  }
}
