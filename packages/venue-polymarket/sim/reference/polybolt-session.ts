import type { SimSession } from "@augury/sim-kit";
import { z } from "zod";
import type { SessionLink } from "../market-session.ts";
import type { PolymarketExchange } from "../polymarket-exchange.ts";
import { type FollowedPoint, PriceFollower } from "./price-follower.ts";
import { displayOf, plainTextOf } from "./price-text.ts";
import { QuoteFollower } from "./quote-follower.ts";
import type { ReferencePrices } from "./reference-prices.ts";

/** The venue's bounds (polymarket.md section 12). */
const SUBSCRIPTIONS_MAX = 64;
const COMMANDS_PER_SECOND_MAX = 20;
const FRAME_BYTES_MAX = 65_536;
const AUTHS_MAX = 8;
/** A client that is so many frames behind misses some, and is told how many. */
const BACKLOG_MAX = 256;
const POLICY = 4008;

const Pair = z.object({ channel: z.string(), filter: z.record(z.string(), z.unknown()) });
type Pair = z.infer<typeof Pair>;
const PolyboltCredentials = z.object({ apiKey: z.string(), secret: z.string(), passphrase: z.string() });
type PolyboltCredentials = z.infer<typeof PolyboltCredentials>;
const Command = z.object({
  op: z.string(),
  rid: z.string().optional(),
  auth: PolyboltCredentials.optional(),
  subscriptions: z.array(Pair).optional(),
  channel: z.string().optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
});
type Command = z.infer<typeof Command>;

interface Followed {
  readonly key: string;
  readonly channel: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly price?: PriceFollower;
  readonly quote?: QuoteFollower;
}

export interface PolyboltLink extends SessionLink {
  /** Frames that the client has not read yet. */
  readonly backlog: number;
}

export interface PolyboltSessionOptions {
  readonly exchange: PolymarketExchange;
  readonly prices: ReferencePrices;
  readonly link: PolyboltLink;
  readonly nowMs: () => number;
  /** By how much a channel's numbers jump before the next message: the chaos dial's gap. */
  readonly takeGap: () => number;
  /** Whose credentials are accepted, and whether the channels ask for any at all. */
  readonly auth: { readonly isRequired: boolean; readonly accepts: (credentials: PolyboltCredentials) => boolean };
}

/** One client of PolyBolt (polymarket.md section 12). */
export class PolyboltSession implements SimSession {
  private readonly followed = new Map<string, Followed>();
  private readonly sequences = new Map<string, number>();
  private readonly dropped = new Map<string, number>();
  private commandTimesMs: number[] = [];
  private auths = 0;
  private isAuthed = false;

  constructor(private readonly options: PolyboltSessionOptions) {}

  receive(text: string): void {
    if (Buffer.byteLength(text) > FRAME_BYTES_MAX) {
      this.options.link.close(POLICY);
      return;
    }
    const command = parseCommand(text);
    if (command) this.run(command);
    else this.refuse("bad_op", {});
  }

  onTime(nowMs: number): void {
    for (const one of this.followed.values()) {
      for (const point of one.price?.due(nowMs) ?? []) this.sendPrice(one, point);
      const quote = one.quote?.change();
      if (quote) this.send(one.channel, nowMs, quote, false);
    }
  }

  closed(): void {
    this.followed.clear();
  }

  private run(command: Command): void {
    switch (command.op) {
      case "ping":
        this.answer("pong", command);
        return;
      case "auth":
        this.authenticate(command);
        return;
      case "subscribe":
      case "unsubscribe":
        if (this.isTooFast()) this.refuse("rate_limited", command, POLICY);
        else this.subscribeAll(command);
        return;
      default:
        this.refuse("bad_op", command);
    }
  }

  private authenticate(command: Command): void {
    this.auths++;
    if (this.auths > AUTHS_MAX) this.refuse("auth_attempts", command, POLICY);
    else if (!command.auth || !this.options.auth.accepts(command.auth)) this.refuse("auth_invalid", command);
    else {
      this.isAuthed = true;
      this.answer("authed", command);
    }
  }

  private subscribeAll(command: Command): void {
    const single = command.channel === undefined ? [] : [{ channel: command.channel, filter: command.filter ?? {} }];
    for (const pair of [...(command.subscriptions ?? []), ...single]) {
      if (command.op === "unsubscribe") this.unsubscribe(pair, command);
      else if (!this.subscribe(pair, command)) return;
    }
  }

  /** Returns false when the connection was closed for it. */
  private subscribe({ channel, filter }: Pair, command: Command): boolean {
    const { auth, nowMs } = this.options;
    const key = `${channel} ${JSON.stringify(filter)}`;
    if (auth.isRequired && !this.isAuthed) this.refuse("auth_required", command, undefined, channel);
    else if (!CHANNELS.has(channel)) this.refuse("bad_channel", command, undefined, channel);
    else if (this.followed.has(key)) this.answer("subscribed", command, channel);
    else if (this.followed.size >= SUBSCRIPTIONS_MAX) {
      this.refuse("sub_limit", command, POLICY, channel);
      return false;
    } else {
      const one = this.follow(key, channel, filter, nowMs());
      if (one) this.begin(one, command, nowMs());
      else this.refuse("bad_filter", command, undefined, channel);
    }
    return true;
  }

  private begin(one: Followed, command: Command, nowMs: number): void {
    this.followed.set(one.key, one);
    this.answer("subscribed", command, one.channel);
    const data = one.price?.snapshot().map(({ timestampMs, e8 }) => ({
      full_accuracy_value: plainTextOf(e8),
      timestamp: timestampMs,
      value: displayOf(e8),
    }));
    const payload = data ? { ...one.about, data } : one.quote?.snapshot();
    if (payload) this.send(one.channel, nowMs, payload, true);
  }

  private unsubscribe({ channel, filter }: Pair, command: Command): void {
    this.followed.delete(`${channel} ${JSON.stringify(filter)}`);
    this.answer("unsubscribed", command, channel);
  }

  private follow(key: string, channel: string, filter: Pair["filter"], nowMs: number): Followed | undefined {
    if (channel === "price.polymarket") {
      const found = typeof filter.asset_id === "string" ? this.options.exchange.findToken(filter.asset_id) : undefined;
      return found && { key, channel, about: {}, quote: new QuoteFollower(found.market, found.token) };
    }
    const { symbol, window_seconds: window = 0 } = filter;
    const isAverage = channel === "price.crypto.twap";
    const walk =
      typeof symbol === "string" && symbol === symbol.toLowerCase() ? this.options.prices.walk(symbol) : undefined;
    if (!walk || typeof window !== "number" || isAverage !== window > 0) return undefined;
    const source = isAverage ? "chainlink" : "pyth";
    const about = { symbol, source, ...(isAverage && { window_seconds: window }) };
    return { key, channel, about, price: new PriceFollower(walk, window, nowMs) };
  }

  private sendPrice({ channel, about }: Followed, { timestampMs, e8 }: FollowedPoint): void {
    const exact = { full_accuracy_value: plainTextOf(e8), timestamp: timestampMs, value: displayOf(e8) };
    const extra = channel === "price.equity" ? { received_at: this.options.nowMs(), is_carried_forward: false } : {};
    this.send(channel, timestampMs, { ...exact, ...about, ...extra }, false);
  }

  private send(channel: string, ts: number, payload: object, isSnapshot: boolean): void {
    const { link, takeGap } = this.options;
    if (!isSnapshot && link.backlog > BACKLOG_MAX) {
      this.dropped.set(channel, (this.dropped.get(channel) ?? 0) + 1);
      return;
    }
    const seq = (this.sequences.get(channel) ?? 0) + 1 + (isSnapshot ? 0 : takeGap());
    this.sequences.set(channel, seq);
    const dropped = this.dropped.get(channel) ?? 0;
    this.dropped.delete(channel);
    const about = { ...(isSnapshot && { snapshot: true }), ...(dropped > 0 && { dropped }) };
    link.send(JSON.stringify({ v: 1, channel, seq, ts, ...about, payload }), isSnapshot ? "snapshot" : "reference");
  }

  private isTooFast(): boolean {
    const nowMs = this.options.nowMs();
    this.commandTimesMs = [...this.commandTimesMs.filter((timeMs) => nowMs - timeMs < 1_000), nowMs];
    return this.commandTimesMs.length > COMMANDS_PER_SECOND_MAX;
  }

  private answer(op: string, { rid }: Pick<Command, "rid">, channel?: string): void {
    this.options.link.send(JSON.stringify({ op, channel, rid }), "reply");
  }

  private refuse(code: string, { rid }: Partial<Command>, closeCode?: number, channel?: string): void {
    this.options.link.send(JSON.stringify({ op: "error", channel, rid, code }), "reply");
    if (closeCode !== undefined) this.options.link.close(closeCode);
  }
}

const CHANNELS: ReadonlySet<string> = new Set([
  "price.crypto",
  "price.crypto.twap",
  "price.equity",
  "price.polymarket",
]);

function parseCommand(text: string): Command | undefined {
  try {
    return Command.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
