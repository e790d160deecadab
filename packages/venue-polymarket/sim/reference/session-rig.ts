import type { FrameReading, StreamProtocol } from "@augury/net";
import type { SimSession } from "@augury/sim-kit";
import { exchangeOf } from "../session-harness.ts";
import { PolyboltSession, type PolyboltSessionOptions } from "./polybolt-session.ts";
import { ReferencePrices } from "./reference-prices.ts";
import { RtdsSession } from "./rtds-session.ts";
import { SportsSession } from "./sports-session.ts";

const START_MS = 1_790_000_000_000;

/** A reference session without a socket on simulated time, and our own protocol as its client. */
export class SessionRig {
  nowMs = START_MS;
  readonly texts: string[] = [];
  readonly closes: (number | undefined)[] = [];
  readonly exchange = exchangeOf(2);
  readonly prices = new ReferencePrices(7, START_MS);
  backlog = 0;
  gap = 0;
  private readonly clock = () => this.nowMs;
  private readonly link: PolyboltSessionOptions["link"];

  constructor() {
    const rig = this;
    this.link = {
      get backlog() {
        return rig.backlog;
      },
      send: (text) => void rig.texts.push(text),
      close: (code) => void rig.closes.push(code),
    };
  }

  rtds(): RtdsSession {
    return new RtdsSession({ ...this.world, seed: 1 });
  }

  polybolt(isAuthRequired = false): PolyboltSession {
    const auth = {
      isRequired: isAuthRequired,
      accepts: ({ apiKey }: { readonly apiKey: string }) => apiKey === "key",
    };
    return new PolyboltSession({ ...this.world, auth, takeGap: () => this.takeGap() });
  }

  sports(): SportsSession {
    return new SportsSession(this.world);
  }

  /** Lets `seconds` pass for a session, in steps of 50 ms. */
  pass(session: SimSession, seconds: number): void {
    for (const endMs = this.nowMs + seconds * 1_000; this.nowMs < endMs; ) {
      this.nowMs += 50;
      session.onTime(this.nowMs);
    }
  }

  /** Returns what was sent since the last call. */
  take(): string[] {
    return this.texts.splice(0);
  }

  private get world() {
    return { exchange: this.exchange, prices: this.prices, link: this.link, nowMs: this.clock };
  }

  private takeGap(): number {
    const { gap } = this;
    this.gap = 0;
    return gap;
  }
}

/** Reads frames with our protocol and schemas; a misfit throws. Returns the readings with the messages as their schemas make them. */
export function readWith(protocol: StreamProtocol, texts: readonly string[]) {
  return texts.map((text) => {
    const reading: FrameReading = protocol.read(text, text === "" ? undefined : parse(text));
    const messages = reading.kind === "data" ? reading.messages : [];
    return { reading, values: messages.map(({ schema, value }) => schema.parse(value) as never) };
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
