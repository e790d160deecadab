import { Prng } from "@augury/core";
import { CONNECTION_STATES, VenueCode } from "@augury/model";
import { createDoorbell, createRing, RingConsumer, RingProducer } from "@augury/ring";
import { createCounters } from "@augury/telemetry";
import { EpochTable, MarketPublisher, SLOT_BYTES, SlotKind, W_BODY, W_KIND, W_SEQUENCE } from "@augury/wire";
import { FEED_COUNTERS } from "./feed-counters.ts";
import { FeedRunner, type FeedRunnerOptions } from "./feed-runner.ts";
import { RunnerConfig } from "./runner-config.ts";
import { SessionConfig } from "./session-config.ts";
import { ToyCore } from "./toy-core.ts";

export interface RigOptions extends Partial<Omit<FeedRunnerOptions, "session" | "runner">> {
  readonly session?: object;
  readonly runner?: object;
  readonly capacity?: number;
  readonly connections?: number;
}

/** A runner over a toy core and a real ring, with the ring's reading end: what this package's runner tests start from. */
export function buildRig({ session = {}, runner = {}, capacity = 256, connections = 1, ...options }: RigOptions = {}) {
  const ring = createRing({ capacity, slotBytes: SLOT_BYTES }, createDoorbell());
  const producer = new RingProducer(ring);
  const publisher = new MarketPublisher(producer, EpochTable.create(1), VenueCode.kalshi, () => producer.flush());
  const prng = new Prng(1);
  let core: ToyCore | undefined;
  const feed = new FeedRunner({
    name: "kalshi",
    session: SessionConfig.parse({ url: "ws://venue.test/ws", heartbeat: { kind: "protocol" }, ...session }),
    runner: RunnerConfig.parse(runner),
    publisher,
    counters: createCounters(FEED_COUNTERS),
    core: (link) => {
      core = new ToyCore(link, publisher);
      core.connections = connections;
      return core;
    },
    random: () => prng.next(),
    ...options,
  });
  if (core === undefined) throw new Error("the runner builds its core at once");
  return { feed, core, producer, reader: new RigReader(new RingConsumer(ring)) };
}

/** Reads the ring as decision would: checks that data slots come in order without a hole, and lists connection events. */
export class RigReader {
  /** Data slots read. */
  slots = 0;
  readonly states: string[] = [];

  constructor(private readonly consumer: RingConsumer) {}

  /** Takes at most `max` slots out; returns how many. */
  read(max = Number.MAX_SAFE_INTEGER): number {
    const count = this.consumer.poll(Math.min(max, this.consumer.capacity));
    for (let i = 0; i < count; i++) this.take(this.consumer.base(i));
    this.consumer.release(count);
    return count;
  }

  private take(base: number): void {
    const { i32 } = this.consumer;
    const kind = i32[base + W_KIND] & 0xff;
    if (kind === SlotKind.connection) {
      this.states.push(`${CONNECTION_STATES[i32[base + W_BODY]]} ${i32[base + W_BODY + 1]}`);
    } else if (kind !== SlotKind.trade) {
      return;
    } else if (i32[base + W_SEQUENCE] === this.slots) {
      this.slots++;
    } else {
      throw new Error(`slot ${this.slots} was expected, ${i32[base + W_SEQUENCE]} came`);
    }
  }
}
