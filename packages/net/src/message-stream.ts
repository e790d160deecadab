import type { VenueError } from "@augury/model";
import { type CounterHandle, Counters, createCounters } from "@augury/telemetry";
import type { z } from "zod";
import type { OpenStream, StreamSink } from "./api/api-stream.ts";
import type { OpenSocket } from "./client-socket.ts";
import type { CloseReason } from "./feed-core.ts";
import { FEED_COUNTERS } from "./feed-counters.ts";
import type { DriftLog } from "./http/drift-log.ts";
import { findUnknownFields } from "./http/unknown-fields.ts";
import { type Scheduler, systemScheduler, type Timer } from "./scheduler.ts";
import type { SessionConfig } from "./session-config.ts";
import { type MintHeaders, type StateChange, WsSession } from "./ws-session.ts";
import { openWsSocket } from "./ws-socket.ts";

/** What a message stream counts: every frame ends in exactly one of data, control, unknown, malformed and problems. */
export const STREAM_COUNTERS = [
  "frames",
  /** Frames with data, and the messages in them: one frame may carry several. */
  "data",
  "messages",
  /** Acknowledgments, pings, and what else is about the connection. */
  "control",
  /** Frames of a kind that nobody here knows. */
  "unknown",
  /** Frames that are no JSON, or whose shape the schema refuses. */
  "malformed",
  /** Frames in which the venue complains about something we sent. */
  "problems",
  /** Connections given up because they were open and said nothing. */
  "freezes",
  /** Messages that the venue numbered and that never came. */
  "missed",
  /** Messages that the venue says it left out because we were slow. */
  "dropped",
] as const;
export type StreamCounter = (typeof STREAM_COUNTERS)[number];

/** What a protocol says of one frame. */
export type FrameReading =
  /** `missed`: numbers skipped since the frame before; `dropped`: what the venue itself says it left out. */
  | {
      readonly kind: "data";
      readonly messages: readonly RawMessage[];
      readonly missed?: number;
      readonly dropped?: number;
    }
  /** `reply` is sent back at once (a pong, an authentication). */
  | { readonly kind: "control"; readonly reply?: readonly string[] }
  | { readonly kind: "unknown"; readonly what: string }
  | { readonly kind: "malformed" }
  /** The venue complains (an unknown symbol, too many subscriptions); the rest of the stream goes on. */
  | { readonly kind: "problem"; readonly error: VenueError }
  /** The venue refuses us for good: wrong key. The stream ends. */
  | { readonly kind: "refused"; readonly error: VenueError };

/** One message as it came, with the schema that must fit it. */
export interface RawMessage {
  readonly topic: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
}

/** A protocol over text frames of JSON, as pure functions. A new connection gets a new one: it may keep state (request ids). */
export interface StreamProtocol {
  /** Frames to send as soon as the connection is open: authentication, subscriptions. */
  hello(): readonly string[];
  /** Reads one frame. `json` is `undefined` when the text is none. */
  read(text: string, json: unknown): FrameReading;
  /** Returns what has to be sent now (a ping with a request id), called about every second. */
  tick?(nowUs: number): readonly string[];
  /**
   * Says what the venue's close code means, where it means something. An error with retry "never" ends the stream; `retryAfterMs` is
   * the longest wait before the next attempt, which comes at a random moment below it.
   */
  closed?(reason: CloseReason): VenueError | undefined;
}

export interface MessageStreamOptions {
  /** Venue and stream, for errors and drift: "polymarket-rtds". */
  readonly source: string;
  readonly session: SessionConfig;
  readonly protocol: () => StreamProtocol;
  readonly sink: StreamSink;
  /** Open without data for so long: a silent freeze, a fresh connection follows. 0 = never. */
  readonly freezeMs: number;
  readonly mintHeaders?: MintHeaders | undefined;
  readonly counters?: CounterHandle<StreamCounter> | undefined;
  readonly drift?: DriftLog | undefined;
  readonly scheduler?: Scheduler | undefined;
  readonly random?: (() => number) | undefined;
  readonly openSocket?: OpenSocket | undefined;
}

const TICK_MS = 1_000;
const decoder = new TextDecoder();

/**
 * A stream of JSON messages over one kept-open WebSocket: what everything but the hot market feeds is read with (reference prices,
 * user channels, sports). Each message is checked by its schema; what does not fit is counted and skipped, never fatal. A venue that
 * keeps the socket open and falls silent is noticed by `freezeMs` without data.
 */
export class MessageStream implements OpenStream {
  readonly counters: Counters<StreamCounter>;
  private readonly session: WsSession;
  private readonly scheduler: Scheduler;
  private protocol: StreamProtocol;
  private dataTimeUs = 0;
  private ticker: Timer | undefined;
  private ended = false;

  constructor(private readonly options: MessageStreamOptions) {
    this.counters = new Counters(options.counters ?? createCounters(STREAM_COUNTERS));
    this.scheduler = options.scheduler ?? systemScheduler;
    this.protocol = options.protocol();
    this.session = new WsSession({
      connection: 0,
      config: options.session,
      events: {
        state: (_, change) => this.onState(change),
        open: () => this.onOpen(),
        frame: (_, bytes, receivedTimeUs) => this.onFrame(bytes, receivedTimeUs),
        close: (_, reason) => this.onClose(reason),
        failed: (_, error) => this.onFailed(error),
        overflow: () => {},
      },
      counters: new Counters(createCounters(FEED_COUNTERS)),
      scheduler: this.scheduler,
      openSocket: options.openSocket ?? openWsSocket,
      random: options.random ?? Math.random,
      mintHeaders: options.mintHeaders,
      delayMsMax: (reason) => this.protocol.closed?.(reason)?.retryAfterMs,
    });
    this.session.start();
    if (!this.ended) this.arm();
  }

  /** Sends a text frame; false when the connection is not open. */
  send(text: string): boolean {
    return this.session.send(text);
  }

  /** Gives the connection up for a fresh one: what it was asked for is not answered. Nothing happens when none is open. */
  reconnect(why: string): void {
    this.session.reconnect(why, "reconnecting");
  }

  get isOpen(): boolean {
    return this.session.isOpen;
  }

  /** When data last came, in µs; 0 before the first. */
  get lastDataUs(): number {
    return this.dataTimeUs;
  }

  async close(): Promise<void> {
    this.end(undefined);
    await this.session.close();
  }

  private onState({ state, attempt, code }: StateChange): void {
    if (this.ended) return;
    const details = [attempt > 0 ? `attempt ${attempt}` : "", code > 0 ? `code ${code}` : ""].filter(
      (one) => one !== "",
    );
    this.options.sink.status(details.length > 0 ? `${state} (${details.join(", ")})` : state);
  }

  private onOpen(): void {
    this.protocol = this.options.protocol();
    this.dataTimeUs = this.scheduler.nowUs();
    this.sendAll(this.protocol.hello());
  }

  private onClose(reason: CloseReason): void {
    if (this.ended) return;
    const error = this.protocol.closed?.(reason);
    this.options.sink.status(`connection lost: ${error?.message ?? (reason.text || `code ${reason.code}`)}`);
    if (error?.retry !== "never") return;
    this.end(error);
    void this.session.close();
  }

  private onFailed(error: VenueError): void {
    this.options.sink.status(withHint(error));
    if (this.session.isEnded("error")) this.end(error);
  }

  private onFrame(bytes: Uint8Array, receivedTimeUs: number): void {
    this.counters.add("frames");
    const text = decoder.decode(bytes);
    const reading = this.protocol.read(text, parseJson(text));
    switch (reading.kind) {
      case "data":
        this.counters.add("missed", reading.missed ?? 0);
        this.counters.add("dropped", reading.dropped ?? 0);
        this.onData(reading.messages, receivedTimeUs);
        return;
      case "control":
        this.counters.add("control");
        this.sendAll(reading.reply ?? []);
        return;
      case "unknown":
        this.counters.add("unknown");
        this.options.drift?.record(
          this.options.source,
          "stream",
          [{ path: reading.what, value: undefined }],
          receivedTimeUs,
        );
        return;
      case "malformed":
        this.counters.add("malformed");
        return;
      case "problem":
        this.counters.add("problems");
        this.options.sink.status(withHint(reading.error));
        return;
      case "refused":
        this.counters.add("problems");
        this.end(reading.error);
        void this.session.close();
    }
  }

  private onData(messages: readonly RawMessage[], receivedTimeUs: number): void {
    const { source, sink, drift } = this.options;
    let sound = true;
    for (const { topic, schema, value } of messages) {
      const parsed = schema.safeParse(value);
      if (!parsed.success) {
        sound = false;
        const path = parsed.error.issues[0]?.path.map(String).join(".") ?? "";
        drift?.record(source, topic, [{ path: `misfit: ${path}`, value: undefined }], receivedTimeUs);
        continue;
      }
      drift?.record(source, topic, findUnknownFields(schema, value), receivedTimeUs);
      this.counters.add("messages");
      sink.message({ topic, value: parsed.data, receivedTimeUs });
      if (this.ended) return;
    }
    this.counters.add(sound ? "data" : "malformed");
    // A frame that we cannot read is still a sign of life, but no data: what it would have said is missing.
    if (sound) this.dataTimeUs = receivedTimeUs;
  }

  private sendAll(texts: readonly string[]): void {
    for (const text of texts) this.session.send(text);
  }

  private readonly tick = (): void => {
    if (this.ended) return;
    const nowUs = this.scheduler.nowUs();
    if (this.session.isOpen) {
      this.sendAll(this.protocol.tick?.(nowUs) ?? []);
      const { freezeMs } = this.options;
      if (freezeMs > 0 && nowUs - this.dataTimeUs >= freezeMs * 1000) {
        this.counters.add("freezes");
        this.session.reconnect(`no data for ${Math.round((nowUs - this.dataTimeUs) / 1_000_000)} s`, "stalled");
      }
    }
    this.arm();
  };

  private arm(): void {
    this.ticker = this.scheduler.after(TICK_MS, this.tick);
  }

  private end(error: VenueError | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.ticker?.cancel();
    this.options.sink.ended(error);
  }
}

/** What is wrong, and what to do about it. */
function withHint({ message, hint }: VenueError): string {
  return hint === undefined ? message : `${message}: ${hint}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
