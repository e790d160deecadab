/**
 * The paper venue's rules for one book, written a second time and as plainly as possible, for property tests: prices in cents, sizes in
 * contracts, no optimization, nothing shared with the venue but the words of its reports.
 */
export interface NaiveOrder {
  readonly id: number;
  readonly side: "buy" | "sell";
  readonly cents: number;
  readonly contracts: number;
  readonly timeInForce: "GTC" | "GTD" | "IOC" | "FOK";
  readonly postOnly: boolean;
  readonly deadlineUs: number;
}

type Side = "bid" | "ask";

interface Resting {
  readonly order: NaiveOrder;
  left: number;
  ahead: number;
  debt: number;
  debtTimeMs: number;
  readonly bookTimeMs: number;
}

interface Pending {
  readonly dueUs: number;
  readonly act: () => void;
  readonly id: number;
}

export class NaiveVenue {
  readonly told: string[] = [];
  private readonly shown: Record<Side, Map<number, number>> = { bid: new Map(), ask: new Map() };
  private readonly taken: Record<Side, Map<number, number>> = { bid: new Map(), ask: new Map() };
  private pending: Pending[] = [];
  private resting: Resting[] = [];
  private readonly live = new Map<number, { readonly arrivesUs: number; canceled: boolean }>();
  private bookTimeMs = 0;

  constructor(
    private readonly latencyUs: number,
    private readonly echoMs: number,
  ) {}

  submit(order: NaiveOrder, nowUs: number): void {
    this.told.push(`${order.id} submitted`);
    this.live.set(order.id, { arrivesUs: nowUs + this.latencyUs, canceled: false });
    this.pending.push({
      dueUs: nowUs + this.latencyUs,
      id: order.id,
      act: () => this.arrive(order, nowUs + this.latencyUs),
    });
  }

  cancel(id: number, nowUs: number): void {
    const order = this.live.get(id);
    if (!order || order.canceled) return;
    order.canceled = true;
    const dueUs = Math.max(order.arrivesUs, nowUs + this.latencyUs);
    this.pending.push({ dueUs, id, act: () => this.end(id, "canceled requested") });
  }

  /** Everything due by now, in order of time, then of coming. */
  pass(nowUs: number): void {
    for (;;) {
      const next = this.pending
        .filter(({ dueUs }) => dueUs <= nowUs)
        .reduce<Pending | undefined>((first, one) => (first && first.dueUs <= one.dueUs ? first : one), undefined);
      if (!next) return;
      this.pending = this.pending.filter((one) => one !== next);
      if (this.live.has(next.id)) next.act();
    }
  }

  snapshot(
    bids: readonly (readonly [number, number])[],
    asks: readonly (readonly [number, number])[],
    timeMs: number,
  ): void {
    this.bookTimeMs = Math.max(this.bookTimeMs, timeMs);
    for (const [side, levels] of [
      ["bid", new Map(bids)],
      ["ask", new Map(asks)],
    ] as const) {
      for (const cents of this.taken[side].keys()) {
        if (this.shown[side].get(cents) !== levels.get(cents)) this.taken[side].delete(cents);
      }
      this.shown[side] = levels;
    }
    for (const one of this.resting) this.look(one, timeMs);
  }

  delta(side: Side, cents: number, contracts: number, timeMs: number): void {
    this.bookTimeMs = Math.max(this.bookTimeMs, timeMs);
    if (this.size(side, cents) !== contracts) this.taken[side].delete(cents);
    this.shown[side].set(cents, contracts);
    for (const one of this.resting)
      if (restsOn(one.order) === side && one.order.cents === cents) this.look(one, timeMs);
  }

  trade(taker: "buy" | "sell", cents: number, contracts: number, timeMs: number): void {
    let left = contracts;
    const better = (a: Resting, b: Resting) =>
      taker === "sell" ? b.order.cents - a.order.cents : a.order.cents - b.order.cents;
    // The sort is stable, and orders were added in the order of their arrival.
    for (const one of this.resting.filter(({ order }) => order.side !== taker).sort(better)) {
      if (left <= 0 || timeMs <= one.bookTimeMs) continue;
      let reach = 0;
      if (one.order.cents === cents) {
        const isEcho = timeMs <= one.debtTimeMs + this.echoMs;
        const paid = isEcho ? Math.min(one.debt, left) : 0;
        one.debt -= paid;
        const eaten = Math.min(one.ahead, left - paid);
        one.ahead -= eaten;
        reach = left - paid - eaten;
      } else if (taker === "sell" ? cents < one.order.cents : cents > one.order.cents) {
        one.ahead = 0;
        one.debt = 0;
        reach = left;
      }
      const fill = Math.min(reach, one.left);
      if (fill > 0) this.fill(one.order, one, fill, one.order.cents);
      left -= fill;
    }
  }

  private arrive(order: NaiveOrder, nowUs: number): void {
    const takes: Side = order.side === "buy" ? "ask" : "bid";
    const within = (cents: number) => (order.side === "buy" ? cents <= order.cents : cents >= order.cents);
    const levels = [...this.shown[takes]].filter(([cents, size]) => size > 0 && within(cents)).map(([cents]) => cents);
    levels.sort((a, b) => (order.side === "buy" ? a - b : b - a));
    const there = (cents: number) => this.size(takes, cents) - (this.taken[takes].get(cents) ?? 0);
    const sum = levels.reduce((total, cents) => total + there(cents), 0);
    const isShort = order.timeInForce === "FOK" && sum < order.contracts;
    const refusal =
      nowUs > order.deadlineUs
        ? "deadline_passed"
        : order.postOnly && levels.length > 0
          ? "post_only_cross"
          : isShort
            ? "fok_unfilled"
            : "";
    if (refusal !== "") {
      this.end(order.id, `rejected ${refusal}`);
      return;
    }
    this.told.push(`${order.id} accepted`);
    const state = { left: order.contracts };
    for (const cents of levels) {
      const size = Math.min(state.left, there(cents));
      if (size <= 0) continue;
      this.taken[takes].set(cents, (this.taken[takes].get(cents) ?? 0) + size);
      this.fill(order, state, size, cents);
    }
    if (state.left === 0) return;
    if (order.timeInForce === "IOC") {
      this.end(order.id, "canceled no_liquidity");
      return;
    }
    const ahead = this.size(restsOn(order), order.cents);
    this.resting.push({ order, left: state.left, ahead, debt: 0, debtTimeMs: 0, bookTimeMs: this.bookTimeMs });
    if (order.timeInForce !== "GTD") return;
    this.pending.push({ dueUs: order.deadlineUs, id: order.id, act: () => this.end(order.id, "expired expired") });
  }

  private look(one: Resting, timeMs: number): void {
    const level = this.size(restsOn(one.order), one.order.cents);
    if (level >= one.ahead) return;
    if (timeMs > one.debtTimeMs + this.echoMs) one.debt = 0;
    one.debt += one.ahead - level;
    one.debtTimeMs = Math.max(one.debtTimeMs, timeMs);
    one.ahead = level;
  }

  private fill(order: NaiveOrder, state: { left: number }, contracts: number, cents: number): void {
    state.left -= contracts;
    this.told.push(`${order.id} ${state.left === 0 ? "filled" : "partially_filled"} ${contracts}@${cents}`);
    if (state.left === 0) this.drop(order.id);
  }

  private end(id: number, words: string): void {
    this.told.push(`${id} ${words}`);
    this.drop(id);
  }

  private drop(id: number): void {
    this.live.delete(id);
    this.resting = this.resting.filter(({ order }) => order.id !== id);
    this.pending = this.pending.filter((one) => one.id !== id);
  }

  private size(side: Side, cents: number): number {
    return this.shown[side].get(cents) ?? 0;
  }
}

function restsOn(order: NaiveOrder): Side {
  return order.side === "buy" ? "bid" : "ask";
}
