import { expect } from "bun:test";
import { generateThrowawayKeyPair } from "@augury/signing";
import type { SimAccount } from "@augury/venue-kalshi/sim";
import type { CreateOrderV2Request } from "kalshi-typescript";
import { type OfficialApis, openOfficial } from "../conformance/kalshi/official-apis.ts";
import { type DecidedAnswer, EngineApi } from "./engine-api.ts";
import { LiveTheatre } from "./live-engine.ts";

type SimOrder = ReturnType<SimAccount["resting"]>[number];
/** An order of the official client's, as far as it is not always the same. */
export type TheirOrder = Pick<CreateOrderV2Request, "ticker" | "side" | "price" | "count">;

/** What the operator wants otherwise, as the API writes it: "0.4200", "7.5". */
type Change = { readonly price?: string; readonly size?: string };

/** An account at the simulated Kalshi: what the official client tells of it, and what the venue keeps. */
export interface OfficialTrader {
  readonly apis: OfficialApis;
  readonly account: SimAccount;
}

const TOKEN = "operator-token";
const TTL_MS = 60_000;
/** Refusals that say no more than that something is on its way: a slow machine, or a change before this one. */
const NOT_NOW = ["amend_pending", "unreconciled", "book_untrusted", "epoch_ended"];
/** Our word for the venue's. */
const STATUS: Readonly<Record<string, string>> = {
  accepted: "resting",
  partially_filled: "resting",
  filled: "executed",
  canceled: "canceled",
};
const KEYS = { ours: generateThrowawayKeyPair(), theirs: generateThrowawayKeyPair() } as const;

/** The engine on the simulated Kalshi with an account of its own, its operator, and the official client with a second account there. */
export class KalshiTheatre implements AsyncDisposable {
  /** What the venue made of the operator's orders, by intent. */
  private readonly placed = new Map<number, SimOrder>();
  private theirIds = 0;

  private constructor(
    readonly theatre: LiveTheatre,
    readonly api: EngineApi,
    /** The engine's account. */
    readonly us: OfficialTrader,
    readonly them: OfficialTrader,
  ) {}

  static async open(): Promise<KalshiTheatre> {
    const keys = Object.entries(KEYS).map(([keyId, { publicKeyPem }]) => ({ keyId, publicKey: publicKeyPem }));
    const theatre = new LiveTheatre(keys);
    const engine = await theatre.startOrThrow("a", {
      kalshi: "{ keyId: { env: TEST_KALSHI_ID }, privateKey: { env: TEST_KALSHI_PEM } }",
      env: { TEST_KALSHI_ID: "ours", TEST_KALSHI_PEM: KEYS.ours.privateKeyPem },
      token: TOKEN,
    });
    const trader = (keyId: keyof typeof KEYS): OfficialTrader => {
      const { privateKeyPem } = KEYS[keyId];
      const apis = openOfficial({ keyId, privateKeyPem, basePath: theatre.kalshi.url });
      return { apis, account: theatre.kalshi.venue.store.get(keyId) };
    };
    return new KalshiTheatre(theatre, new EngineApi(engine.url, TOKEN), trader("ours"), trader("theirs"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.theatre[Symbol.asyncDispose]();
  }

  /** The operator places an order; resolves with its intent when engine and venue say the same of it. */
  async place(body: Readonly<Record<string, unknown>>): Promise<number> {
    const known = new Set(this.us.account.orders.values());
    const ticker = String(body.instrument).split(":")[1] ?? "";
    const decided = await this.patiently(() => this.api.place({ ttlMs: TTL_MS, ...body }));
    expect(decided).toMatchObject({ status: 200, outcome: "decided" });
    const { intentId } = decided;
    await this.theatre.until(() => {
      const order = [...this.us.account.orders.values()].find((one) => !known.has(one) && tickerOf(one) === ticker);
      if (order) this.placed.set(intentId, order);
      return order !== undefined;
    }, `the venue has the order of intent ${intentId}`);
    await this.agreed(intentId);
    return intentId;
  }

  /** The operator changes a resting order; resolves when venue and engine have it so. */
  async amend(intentId: number, change: Change): Promise<void> {
    expect(await this.askAmend(intentId, change)).toMatchObject({ status: 200, outcome: "decided" });
    const isSo = async () => {
      const { price, size } = await this.api.order(intentId);
      return (change.price ?? price) === price && (change.size ?? size) === size;
    };
    await this.theatre.until(isSo, `the engine knows that intent ${intentId} is ${JSON.stringify(change)}`);
    await this.agreed(intentId);
  }

  /** Asks for a change until nothing else is under way. */
  askAmend(intentId: number, change: Change): Promise<DecidedAnswer> {
    return this.patiently(() => this.api.amend(intentId, { ttlMs: TTL_MS, ...change }));
  }

  /** Waits until the engine says of an order of the operator's what the venue has. */
  async agreed(intentId: number): Promise<void> {
    let [ours, theirs] = ["", ""];
    const isSame = async () => {
      [ours, theirs] = [await this.told(intentId), this.kept(intentId)];
      return ours === theirs;
    };
    try {
      await this.theatre.until(isSame, `the engine says of intent ${intentId} what the venue has`);
    } catch (cause) {
      throw new Error(`engine: ${ours}, venue: ${theirs}`, { cause });
    }
  }

  /** The operator's order as the venue has it. */
  venueOrder(intentId: number): SimOrder {
    const order = this.placed.get(intentId);
    if (!order) throw new Error(`the venue has no order of intent ${intentId}`);
    return order;
  }

  /** The official client takes what it finds up to its price; resolves with how much that was. */
  async take(order: TheirOrder): Promise<string> {
    return (await this.order(order, "immediate_or_cancel")).fill_count;
  }

  /** The official client's order rests; resolves with its id. */
  async rest(order: TheirOrder): Promise<string> {
    return (await this.order(order, "good_till_canceled")).order_id;
  }

  private async patiently(ask: () => Promise<DecidedAnswer>): Promise<DecidedAnswer> {
    let answer = await ask();
    await this.theatre.until(async () => {
      if (!NOT_NOW.includes(answer.refusal?.reason ?? "")) return true;
      answer = await ask();
      return false;
    }, "the engine may trade");
    return answer;
  }

  private async order(order: TheirOrder, time_in_force: CreateOrderV2Request["time_in_force"]) {
    const client_order_id = `theirs-${++this.theirIds}`;
    const self_trade_prevention_type = "taker_at_cross";
    const wish: CreateOrderV2Request = { ...order, client_order_id, time_in_force, self_trade_prevention_type };
    return (await this.them.apis.OrdersApi.createOrderV2(wish)).data;
  }

  private async told(intentId: number): Promise<string> {
    const { filledSizeMicros, name, priceTicks, sizeMicros, state } = await this.api.order(intentId);
    const price = name.endsWith(":no") ? 10_000 - priceTicks : priceTicks;
    const status = STATUS[state] ?? state;
    return `${filledSizeMicros} of ${sizeMicros} at ${price}, ${status}`;
  }

  private kept(intentId: number): string {
    const { filled, price, size, status } = this.venueOrder(intentId);
    return `${filled} of ${size} at ${price}, ${status}`;
  }
}

function tickerOf({ market }: SimOrder): string {
  return market.spec.ticker;
}
