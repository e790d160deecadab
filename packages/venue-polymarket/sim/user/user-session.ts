import type { SimSession } from "@augury/sim-kit";
import { z } from "zod";
import type { SimApiKey } from "../account/account-store.ts";
import type { DeskListener } from "../desk/order-desk.ts";
import type { SimOrder } from "../desk/sim-order.ts";
import { roleIn, type SimTrade } from "../desk/sim-trade.ts";
import type { SessionLink } from "../market-session.ts";
import type { SimMarket } from "../sim-market.ts";
import type { SimWorld } from "../sim-world.ts";
import { encodeOrderEvent, encodeTradeEvent, type OrderEvent } from "./user-frames.ts";

const Hello = z.object({
  type: z
    .string()
    .transform((type) => type.toLowerCase())
    .pipe(z.literal("user")),
  auth: z.object({ apiKey: z.string(), secret: z.string(), passphrase: z.string() }),
  markets: z.array(z.string()).default([]),
});
const Change = z.object({ operation: z.enum(["subscribe", "unsubscribe"]), markets: z.array(z.string()) });

/** How the venue closes here is written nowhere: policy violation (unverified). */
const REFUSED = 1008;
/** A first frame must come so soon. */
const HELLO_MS_MAX = 5000;

/** One client of the user channel (polymarket.md section 11): the first frame proves whose orders it may hear of. */
export class UserSession implements SimSession, DeskListener {
  private key: SimApiKey | undefined;
  /** Condition ids; empty means all. */
  private readonly markets = new Set<string>();
  private readonly openedMs: number;

  constructor(
    private readonly world: SimWorld,
    private readonly link: SessionLink,
  ) {
    this.openedMs = world.nowMs();
  }

  receive(text: string): void {
    if (text === "PING") {
      this.link.send("PONG", "reply");
      return;
    }
    const json = parse(text);
    if (!this.key) this.greet(Hello.safeParse(json).data);
    else this.change(Change.safeParse(json).data);
  }

  onTime(nowMs: number): void {
    this.world.advance(nowMs);
    if (!this.key && nowMs - this.openedMs > HELLO_MS_MAX) this.link.close();
  }

  closed(): void {
    this.world.desk.listeners.delete(this);
  }

  onOrder(order: SimOrder, type: OrderEvent, nowMs: number): void {
    if (order.key.account === this.key?.account && this.wants(order.market))
      this.send(encodeOrderEvent(order, type, nowMs), nowMs);
  }

  onTrade(trade: SimTrade, nowMs: number): void {
    if (this.key && roleIn(trade, this.key) && this.wants(trade.market))
      this.send(encodeTradeEvent(trade, this.key, this.world.random, nowMs), nowMs);
  }

  private send(text: string, nowMs: number): void {
    this.world.faults.tell(nowMs, () => this.link.send(text, "trade"));
  }

  private greet(hello: z.infer<typeof Hello> | undefined): void {
    const key = hello && this.world.accounts.findKey(hello.auth.apiKey);
    if (!hello || key?.secret !== hello.auth.secret || key.passphrase !== hello.auth.passphrase) {
      this.link.close(REFUSED);
      return;
    }
    this.key = key;
    for (const market of hello.markets) this.markets.add(market);
    this.world.desk.listeners.add(this);
  }

  private change(change: z.infer<typeof Change> | undefined): void {
    for (const market of change?.markets ?? []) {
      if (change?.operation === "subscribe") this.markets.add(market);
      else this.markets.delete(market);
    }
  }

  private wants({ spec }: SimMarket): boolean {
    return this.markets.size === 0 || this.markets.has(spec.conditionId);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
