import { assert } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { CloseReason, FrameReading, StreamProtocol } from "@augury/net";
import type { z } from "zod";
import { isPolyboltFatal, toPolyboltCloseError, toPolyboltError } from "./polybolt-errors.ts";
import {
  PolyboltAnswer,
  type PolyboltChannel,
  PolyboltEnvelope,
  PolyboltPriceSnapshot,
  PolyboltPriceUpdate,
  PolyboltQuote,
} from "./polybolt-schema.ts";
import {
  encodePolyboltAuth,
  encodePolyboltSubscribe,
  POLYBOLT_LIMITS,
  type PolyboltCredentials,
  type PolyboltSubscription,
} from "./polybolt-subscription.ts";

/** A check of credentials that was not possible is asked for again after this long. */
const AUTH_AGAIN_US = 5_000_000;

/**
 * PolyBolt's protocol on one connection (polymarket.md section 12):
 *
 * 1. With credentials: `auth`, and only after `authed` the subscriptions. Without: the subscriptions at once.
 * 2. Each subscription is acknowledged and begins with a snapshot.
 * 3. `seq` goes up by one per message of a channel; what it skips was lost on the way, what `dropped` tells the server left out.
 * 4. Credentials that could not be checked, or ran out, are sent again, at most as often as the server allows on one connection.
 */
export class PolyboltProtocol implements StreamProtocol {
  private readonly sequences = new Map<PolyboltChannel, number>();
  private authsSent = 0;
  private isSubscribed = false;
  private authAgainUs = 0;
  private wantsAuth = false;

  constructor(
    private readonly subscriptions: readonly PolyboltSubscription[],
    private readonly credentials?: PolyboltCredentials,
  ) {
    assert(subscriptions.length <= POLYBOLT_LIMITS.subscriptionsMax, "a connection has at most 64 subscriptions");
  }

  hello(): readonly string[] {
    return this.credentials ? this.authenticate() : this.subscribe();
  }

  read(_: string, json: unknown): FrameReading {
    const answer = PolyboltAnswer.safeParse(json);
    if (answer.success) return this.readAnswer(answer.data);
    const envelope = PolyboltEnvelope.safeParse(json);
    if (envelope.success) return this.readData(envelope.data, json);
    const channel = (json as { channel?: unknown } | undefined)?.channel;
    return typeof channel === "string" && (json as { v?: unknown }).v === 1 && !isKnown(channel)
      ? { kind: "unknown", what: `channel ${channel}` }
      : { kind: "malformed" };
  }

  tick(nowUs: number): readonly string[] {
    if (!this.wantsAuth) return [];
    if (this.authAgainUs === 0) this.authAgainUs = nowUs + AUTH_AGAIN_US;
    if (nowUs < this.authAgainUs) return [];
    this.wantsAuth = false;
    this.authAgainUs = 0;
    return this.authenticate();
  }

  closed(reason: CloseReason): VenueError | undefined {
    return toPolyboltCloseError(reason);
  }

  private readAnswer({ op, code, channel }: PolyboltAnswer): FrameReading {
    if (op === "authed") return { kind: "control", reply: this.isSubscribed ? [] : this.subscribe() };
    if (op === "subscribed" || op === "unsubscribed" || op === "pong") return { kind: "control" };
    if (op !== "error") return { kind: "unknown", what: `op ${op}` };
    const error = toPolyboltError(code ?? "", channel);
    if (isPolyboltFatal(error)) return { kind: "refused", error };
    if (code === "auth_unavailable" || code === "auth_expired") this.wantsAuth = true;
    return { kind: "problem", error };
  }

  private readData({ channel, seq, snapshot, dropped = 0 }: PolyboltEnvelope, value: unknown): FrameReading {
    const before = this.sequences.get(channel);
    this.sequences.set(channel, seq);
    // What the server admits to have dropped stands in `dropped` and, as captures do not tell, may or may not leave a hole in `seq`.
    const skipped = before === undefined ? 0 : Math.max(0, seq - before - 1);
    const messages = [{ topic: channel, schema: schemaOf(channel, snapshot === true), value }];
    return { kind: "data", messages, missed: Math.max(0, skipped - dropped), dropped };
  }

  private subscribe(): readonly string[] {
    this.isSubscribed = true;
    return this.subscriptions.length === 0 ? [] : [encodePolyboltSubscribe("s1", this.subscriptions)];
  }

  private authenticate(): readonly string[] {
    if (!this.credentials || this.authsSent >= POLYBOLT_LIMITS.authsMax) return [];
    this.authsSent++;
    return [encodePolyboltAuth(`a${this.authsSent}`, this.credentials)];
  }
}

const PRICES = { true: PolyboltPriceSnapshot, false: PolyboltPriceUpdate } as const;

function schemaOf(channel: PolyboltChannel, isSnapshot: boolean): z.ZodType {
  return channel === "price.polymarket" ? PolyboltQuote : PRICES[`${isSnapshot}`];
}

function isKnown(channel: string): boolean {
  return (PolyboltEnvelope.shape.channel.options as readonly string[]).includes(channel);
}
