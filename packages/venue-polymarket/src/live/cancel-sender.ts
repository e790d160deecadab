import type { ApiClient } from "@augury/net";
import type { CancelAnswer } from "../clob/order-schema.ts";
import { CANCELED_IDS_MAX, cancelAll, cancelOrders } from "../clob/orders.ts";
import { SIGNER_TIERS, type SignerTier } from "../clob/rate-budget.ts";

export interface CancelSenderOptions {
  readonly client: ApiClient;
  readonly tier: SignerTier;
  /** Told of each order that the venue says is canceled now. */
  readonly canceled: (key: string) => void;
}

/** How long a cancel may take, repetitions included: after that it is asked for anew. */
const CANCEL_MS_MAX = 5_000;

/**
 * Sends cancels in batches that the venue takes and the signer's tier affords at once. An order whose cancel is on its way is not asked
 * for a second time; what the venue does not cancel is left to be looked up.
 */
export class CancelSender {
  readonly counts = { requests: 0, failed: 0, notCanceled: 0 };
  private readonly underWay = new Set<string>();
  private readonly batchMax: number;

  constructor(private readonly options: CancelSenderOptions) {
    this.batchMax = Math.min(CANCELED_IDS_MAX, SIGNER_TIERS[options.tier].cancels[1]);
  }

  send(keys: readonly string[]): void {
    const fresh = keys.filter((key) => !this.underWay.has(key));
    for (let from = 0; from < fresh.length; from += this.batchMax)
      void this.sendBatch(fresh.slice(from, from + this.batchMax));
  }

  /** Cancels everything on the account, orders of others included: for the kill switch. Returns how many the venue says are gone, or `undefined`. */
  async sendAll(): Promise<number | undefined> {
    this.counts.requests++;
    const answer = await this.options.client.get(cancelAll, {}, { timeoutMs: CANCEL_MS_MAX });
    if (answer.ok) return this.take(answer.value.value);
    this.counts.failed++;
    return undefined;
  }

  private async sendBatch(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.underWay.add(key);
    this.counts.requests++;
    const answer = await this.options.client.get(cancelOrders, { order_ids: [...keys] }, { timeoutMs: CANCEL_MS_MAX });
    for (const key of keys) this.underWay.delete(key);
    if (answer.ok) this.take(answer.value.value);
    else this.counts.failed++;
  }

  private take({ canceled, not_canceled }: CancelAnswer): number {
    this.counts.notCanceled += Object.keys(not_canceled).length;
    for (const id of canceled) this.options.canceled(id.toLowerCase());
    return canceled.length;
  }
}
