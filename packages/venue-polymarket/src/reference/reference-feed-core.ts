import { type ReferenceValue, toReferenceValue, type VenueError } from "@augury/model";
import type { CloseReason, FeedCore, FeedLink, FrameOutcome, RawMessage, StreamProtocol } from "@augury/net";
import type { Counters } from "@augury/telemetry";
import { Flag, type MarketPublisher, SlotKind } from "@augury/wire";
import type { PricePoint } from "./price-point.ts";
import type { ReferenceCounter, ReferenceFeedConfig } from "./reference-feed-config.ts";
import { polyboltRoute, type ReferenceReading, type ReferenceRoute, rtdsRoute } from "./reference-route.ts";

export interface ReferenceFeedOptions {
  readonly config: ReferenceFeedConfig;
  readonly publisher: MarketPublisher;
  readonly link: FeedLink;
  readonly counters: Counters<ReferenceCounter>;
}

interface Connection {
  readonly route: ReferenceRoute;
  protocol: StreamProtocol;
  isOpen: boolean;
  /** When a price last came. */
  dataUs: number;
  /** The same for each reference that comes every second, once the first update (not snapshot) of this connection has come. */
  readonly updateUs: Map<number, number>;
}

/** What was published of a reference, and what waits for room. */
interface Told {
  timestampMs: number;
  e18: bigint;
  waiting: { readonly point: PricePoint; readonly receivedTimeUs: number } | undefined;
}

const decoder = new TextDecoder();

/**
 * The reference feed as a core: prices from PolyBolt or RTDS into `referencePrice` slots.
 *
 * 1. Of a snapshot only the newest point is published, of updates each.
 * 2. A price older than the last one is not news; one of the same second is a correction, and the later arrival counts.
 * 3. Prices are states, not changes: one that finds the ring full waits, and gives way to the next of its reference. Nothing pauses.
 * 4. A connection that is open and brings no price for `freezeMs` has frozen; a fresh one follows. An open socket proves nothing, and
 *    neither do the other prices on it: one that came every second and stopped is a freeze too. Stocks may rest, so they are left out; so
 *    is a price that never got past its snapshot, or a symbol that nobody serves would end the connection for ever.
 */
export class ReferenceFeedCore implements FeedCore {
  failure: VenueError | undefined;
  private readonly sockets: readonly Connection[];
  private readonly told: readonly Told[];
  private sequence = 0;
  private waiting = 0;

  constructor(private readonly options: ReferenceFeedOptions) {
    const { source, references, credentials } = options.config;
    const routes = source === "rtds" ? references.map(rtdsRoute) : [polyboltRoute(references, credentials)];
    this.sockets = routes.map((route) => ({
      route,
      protocol: route.protocol(),
      isOpen: false,
      dataUs: 0,
      updateUs: new Map(),
    }));
    this.told = references.map(() => ({ timestampMs: 0, e18: 0n, waiting: undefined }));
  }

  get connections(): number {
    return this.sockets.length;
  }

  open(connection: number, nowUs: number): void {
    const own = this.at(connection);
    own.protocol = own.route.protocol();
    own.isOpen = true;
    own.dataUs = nowUs;
    own.updateUs.clear();
    this.send(connection, own.protocol.hello());
  }

  frame(connection: number, bytes: Uint8Array, receivedTimeUs: number): FrameOutcome {
    const own = this.at(connection);
    const text = decoder.decode(bytes);
    const reading = own.protocol.read(text, parseJson(text));
    switch (reading.kind) {
      case "data":
        this.count("missed", reading.missed ?? 0);
        this.count("dropped", reading.dropped ?? 0);
        return this.takeAll(own, reading.messages, receivedTimeUs) ? "parsed" : "skipped";
      case "control":
        this.count("control");
        this.send(connection, reading.reply ?? []);
        return "parsed";
      case "problem":
        this.count("problems");
        return "parsed";
      case "refused":
        this.refuse(reading.error);
        return "parsed";
      default:
        this.count(reading.kind);
        return "skipped";
    }
  }

  close(connection: number, reason: CloseReason): void {
    const own = this.at(connection);
    own.isOpen = false;
    const error = own.protocol.closed?.(reason);
    if (error?.retry === "never") this.refuse(error);
  }

  tick(nowUs: number): void {
    this.publishWaiting();
    const { freezeMs } = this.options.config;
    for (const [connection, own] of this.sockets.entries()) {
      if (!own.isOpen) continue;
      this.send(connection, own.protocol.tick?.(nowUs) ?? []);
      if (freezeMs === 0 || nowUs - lastHeardUs(own) < freezeMs * 1000) continue;
      own.isOpen = false;
      this.count("freezes");
      this.options.link.reconnect(connection, `stalled: no price for ${freezeMs} ms`);
    }
  }

  /** Nothing ever holds a frame back: what finds no room waits as the newest price of its reference. */
  resume(): boolean {
    this.publishWaiting();
    return true;
  }

  /** Frames were lost here, in the held queue. The prices after them say all there is to say. */
  overrun(): void {}

  /** References are fixed for a run: no instrument of the table has anything to do with them. */
  subscribe(): void {}

  unsubscribe(): void {}

  resync(): void {}

  /** Returns the longest wait that the venue asks for with a close code. */
  delayMsMax(reason: CloseReason): number | undefined {
    return this.at(0).protocol.closed?.(reason)?.retryAfterMs;
  }

  /** Returns whether any message had a price in it. */
  private takeAll(own: Connection, messages: readonly RawMessage[], receivedTimeUs: number): boolean {
    let isPriced = false;
    for (const { topic, schema, value } of messages) {
      const parsed = schema.safeParse(value);
      const reading = parsed.success ? own.route.read(topic, parsed.data) : undefined;
      if (reading) {
        this.take(own, reading, receivedTimeUs);
        isPriced ||= reading.points.length > 0;
      } else this.count(parsed.success ? "unmatched" : "misfits");
    }
    return isPriced;
  }

  private take(own: Connection, reading: ReferenceReading, receivedTimeUs: number): void {
    const { reference, points, misfits, isSnapshot } = reading;
    this.count("misfits", misfits);
    if (isSnapshot) this.count("snapshots");
    const isSteady = this.options.config.references[reference]?.feed !== "equity";
    for (const point of isSnapshot ? points.slice(-1) : points) {
      // A price that says nothing new is no sign of life, unless its exchange may be closed.
      if (!this.tell(reference, point, receivedTimeUs) && isSteady) continue;
      own.dataUs = receivedTimeUs;
      if (isSteady && !isSnapshot) own.updateUs.set(reference, receivedTimeUs);
    }
  }

  /** Returns whether the price was news. */
  private tell(reference: number, point: PricePoint, receivedTimeUs: number): boolean {
    const told = this.told[reference] as Told;
    const isSameSecond = point.timestampMs === told.timestampMs;
    if (point.timestampMs < told.timestampMs) this.count("late");
    // After a reconnect the snapshot ends with what was told before it.
    if (point.timestampMs < told.timestampMs || (isSameSecond && point.e18 === told.e18)) return false;
    if (!toReferenceValue(point.e18)) {
      this.count("misfits");
      return false;
    }
    if (isSameSecond) this.count("corrections");
    told.timestampMs = point.timestampMs;
    told.e18 = point.e18;
    if (told.waiting) this.count("conflated");
    else this.waiting++;
    told.waiting = { point, receivedTimeUs };
    this.publishWaiting();
    return true;
  }

  private publishWaiting(): void {
    if (this.waiting === 0) return;
    for (const [reference, told] of this.told.entries()) {
      if (!told.waiting) continue;
      const value = toReferenceValue(told.waiting.point.e18);
      if (!value || !this.options.publisher.hasRoom(1)) return;
      this.publish(reference, told.waiting.point, value, told.waiting.receivedTimeUs);
      told.waiting = undefined;
      this.waiting--;
    }
  }

  private publish(
    reference: number,
    { timestampMs, isCarried }: PricePoint,
    { micros, rest }: ReferenceValue,
    receivedTimeUs: number,
  ): void {
    const { publisher } = this.options;
    const { ring, writer } = publisher;
    const base = ring.base(0);
    this.sequence = (this.sequence + 1) | 0;
    writer.frame(publisher.venue, receivedTimeUs);
    writer.header(base, SlotKind.referencePrice | (isCarried ? Flag.carried : 0), -1, 0, this.sequence, timestampMs);
    writer.referencePrice(base, reference, micros, rest);
    publisher.commit(1);
    this.count("prices");
  }

  private refuse(error: VenueError): void {
    this.count("refused");
    this.failure ??= error;
  }

  private send(connection: number, texts: readonly string[]): void {
    for (const text of texts) this.options.link.send(connection, text);
  }

  private count(counter: ReferenceCounter, by = 1): void {
    if (by > 0) this.options.counters.add(counter, by);
  }

  private at(connection: number): Connection {
    return this.sockets[connection] as Connection;
  }
}

/** When the quietest of its steady prices, or anything, last came. */
function lastHeardUs({ dataUs, updateUs }: Connection): number {
  return Math.min(dataUs, ...updateUs.values());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
