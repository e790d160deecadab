import { VenueError } from "@augury/model";
import type { FrameReading, RawMessage, StreamProtocol } from "@augury/net";
import { z } from "zod";
import { UserOrderEvent } from "./user-order.ts";
import { UserTradeEvent } from "./user-trade.ts";

/** What opens the user channel. Goes into the first frame and nowhere else. */
export interface UserChannelKey {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

const Head = z.object({ event_type: z.string().optional(), type: z.string().optional() });
/** The close codes by which a server says that it does not want this client: what the venue uses is written nowhere (unverified). */
const REFUSALS = new Set([1008, 4001]);
const SOURCE = "polymarket-user";

/** The user channel (polymarket.md section 11). Nothing of the past is sent: after each (re)connect orders and trades are asked for over REST. */
export class UserProtocol implements StreamProtocol {
  constructor(
    private readonly key: UserChannelKey,
    /** Condition ids; empty means all markets. */
    private readonly markets: readonly string[],
  ) {}

  hello(): readonly string[] {
    const { apiKey, secret, passphrase } = this.key;
    const markets = this.markets.length > 0 ? { markets: this.markets } : {};
    return [JSON.stringify({ auth: { apiKey, secret, passphrase }, type: "user", ...markets })];
  }

  read(text: string, json: unknown): FrameReading {
    if (text.trim() === "PONG" || text.trim() === "") return { kind: "control" };
    if (typeof json !== "object" || json === null) return { kind: "malformed" };
    const events = Array.isArray(json) ? json : [json];
    const messages = events.map(toMessage);
    const unknown = messages.find((message) => typeof message === "string");
    if (unknown !== undefined) return { kind: "unknown", what: unknown };
    return { kind: "data", messages: messages as RawMessage[] };
  }

  closed({ code, text }: { readonly code: number; readonly text: string }): VenueError | undefined {
    if (!REFUSALS.has(code)) return undefined;
    const hint = "check API key, secret and passphrase: derive-api-key returns them once more";
    const message = `${SOURCE}: the venue refused the key (code ${code}${text === "" ? "" : `, ${text.slice(0, 100)}`})`;
    return new VenueError("auth", "never", message, { source: SOURCE, venueCode: String(code), hint });
  }
}

/** Recordings of some tools lack `event_type`; `type` tells orders and trades apart all the same. */
function toMessage(value: unknown): RawMessage | string {
  const head = Head.safeParse(value).data;
  const isTrade = head?.event_type === "trade" || (head?.event_type === undefined && head?.type === "TRADE");
  if (isTrade) return { topic: "trade", schema: UserTradeEvent, value };
  const isOrder = head?.event_type === "order" || (head?.event_type === undefined && head?.type !== undefined);
  if (isOrder) return { topic: "order", schema: UserOrderEvent, value };
  return `event ${head?.event_type ?? "without a type"}`.slice(0, 60);
}
