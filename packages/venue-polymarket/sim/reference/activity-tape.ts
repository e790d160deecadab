import type { FrameKind } from "@augury/sim-kit";
import { z } from "zod";
import type { MarketListener, PolymarketExchange } from "../polymarket-exchange.ts";
import type { SimMarket } from "../sim-market.ts";

const Trade = z.object({
  market: z.string(),
  asset_id: z.string(),
  price: z.string(),
  size: z.string(),
  side: z.enum(["BUY", "SELL"]),
  timestamp: z.string(),
  transaction_hash: z.string(),
});

/** A trade settles on chain so much after its match, and is told again. */
const SETTLED_AFTER_MS = 2_000;
/** Matches that wait to be told as settled. */
const WAITING_MAX = 1_024;

interface Waiting {
  readonly dueMs: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Hears every trade of the exchange and tells it as the activity topic does: matched at once, settled a little later. */
export class ActivityTape implements MarketListener {
  private isOpen = false;
  private waiting: Waiting[] = [];

  constructor(
    private readonly exchange: PolymarketExchange,
    private readonly tell: (type: string, payload: Readonly<Record<string, unknown>>, timeMs: number) => void,
  ) {}

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.exchange.join(this);
    for (const market of this.exchange.markets) this.exchange.listen(this, market, true);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.waiting = [];
    this.exchange.leave(this);
  }

  onTime(nowMs: number): void {
    const due = this.waiting.filter(({ dueMs }) => nowMs >= dueMs);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ dueMs }) => nowMs < dueMs);
    for (const { payload } of due) this.tell("trades", payload, nowMs);
  }

  onMarketFrame(market: SimMarket, _: number, text: string, kind: FrameKind): void {
    if (kind !== "trade") return;
    const trade = Trade.safeParse(JSON.parse(text)).data;
    if (!trade) return;
    const payload = describe(market, trade);
    const timeMs = Number(trade.timestamp);
    this.tell("orders_matched", payload, timeMs);
    if (this.waiting.length < WAITING_MAX) this.waiting.push({ dueMs: timeMs + SETTLED_AFTER_MS, payload });
  }

  onCustomFrame(): void {}

  onGlobalFrame(): void {}

  onSnapshot(): void {}
}

function describe({ spec }: SimMarket, trade: z.infer<typeof Trade>): Record<string, unknown> {
  const outcomeIndex = spec.tokens.indexOf(trade.asset_id);
  return {
    asset: trade.asset_id,
    conditionId: trade.market,
    eventSlug: spec.event.slug,
    slug: spec.slug,
    title: spec.question,
    outcome: spec.outcomes[outcomeIndex] ?? "",
    outcomeIndex,
    price: Number(trade.price),
    size: Number(trade.size),
    side: trade.side,
    timestamp: Math.floor(Number(trade.timestamp) / 1000),
    transactionHash: trade.transaction_hash,
    proxyWallet: `0x${"ab".repeat(20)}`,
    name: "nobody",
    pseudonym: "Made-Up-Trader",
    bio: "",
    icon: "",
    profileImage: "",
  };
}
