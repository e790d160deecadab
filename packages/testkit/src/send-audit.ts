import type { OrderRequest } from "@augury/model";

/**
 * Stands between a trading process and its venue and judges every posted order at the moment it leaves: written down before, its book's
 * epoch not ended, its deadline not passed, and never a second time. It outlives the process.
 */
export class SendAudit {
  readonly problems: string[] = [];
  readonly counts = { sent: 0, epochsEnded: 0 };
  /** Keys by what goes to the venue. */
  private readonly bodies = new Map<string, string>();
  private readonly requests = new Map<string, OrderRequest>();
  private readonly sentKeys = new Set<string>();
  private readonly epochs = new Map<number, number>();

  /** The epoch of an instrument's book now. */
  epochOf(instrument: number): number {
    return this.epochs.get(instrument) ?? 1;
  }

  isLive(instrument: number, epoch: number): boolean {
    return this.epochOf(instrument) === epoch;
  }

  /** The book is lost, and another one takes its place: nothing that was priced on the old one may be sent any more. */
  endEpoch(instrument: number): void {
    this.counts.epochsEnded++;
    this.epochs.set(instrument, this.epochOf(instrument) + 1);
  }

  /** An order was signed; `body` is what is to go to the venue, alone or in a list. */
  prepared(key: string, body: string): void {
    this.bodies.set(body, key);
  }

  /** An order was handed to the log. */
  logged(key: string, request: OrderRequest): void {
    this.requests.set(key, request);
  }

  /** A request leaves, with or without orders in it. */
  sent(text: string, nowUs: number): void {
    const one = this.bodies.get(text);
    if (one !== undefined) this.sentKey(one, nowUs);
    else if (text.startsWith("["))
      for (const [body, key] of this.bodies) if (text.includes(body)) this.sentKey(key, nowUs);
  }

  /** A request with this order leaves. */
  sentKey(key: string, nowUs: number): void {
    this.counts.sent++;
    if (this.sentKeys.has(key)) this.problems.push(`${key} was sent twice`);
    this.sentKeys.add(key);
    const request = this.requests.get(key);
    if (!request) {
      this.problems.push(`${key} was sent before it was written down`);
      return;
    }
    const { deadlineUs, epoch, instrument, intentId } = request;
    if (!this.isLive(instrument, epoch)) this.problems.push(`order ${intentId} was sent on a dead epoch`);
    if (nowUs > deadlineUs) this.problems.push(`order ${intentId} was sent ${nowUs - deadlineUs} us past its deadline`);
  }
}
