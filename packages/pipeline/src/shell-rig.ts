import { ManualClock } from "@augury/core";
import { RingConsumer, type RingHandle, RingProducer } from "@augury/ring";
import type { RiskConfig } from "@augury/risk";
import type { Strategy } from "@augury/strategy";
import { Counters, createCounters } from "@augury/telemetry";
import {
  ControlWords,
  copySlot,
  D_CONSUMED_US,
  D_NUMBER,
  type DecodedSlot,
  decodeSlot,
  EpochTable,
  W_KIND,
} from "@augury/wire";
import { DECISION_COUNTERS, type DecisionCounter } from "./decision-counters.ts";
import type { MarketForwards } from "./decision-outlets.ts";
import { DecisionShell } from "./decision-shell.ts";
import { createEngineMemory, type EngineMemory, RingSizes } from "./engine-memory.ts";
import { PipelineScene } from "./pipeline-scene.ts";
import { SlotScript } from "./slot-script.ts";

/** A stamped slot as the reader of a ring sees it. */
export interface Stamped extends DecodedSlot {
  readonly stampUs: number;
  readonly number: number;
}

/** The smallest rings that decision accepts. */
export const TINY_RINGS = RingSizes.parse({
  marketSlots: 128,
  commandSlots: 64,
  controlSlots: 64,
  intentSlots: 1024,
  reportSlots: 64,
  paperSlots: 64,
  journalSlots: 1024,
  tapSlots: 1024,
  rawBytes: 1024,
});

export type InputRing = "polymarket" | "kalshi" | "reference" | "control" | "report";

export interface ShellRigOptions {
  readonly strategies?: readonly Strategy[];
  readonly risk?: Partial<RiskConfig>;
  readonly rings?: RingSizes;
  readonly forwards?: MarketForwards;
  readonly incarnation?: number;
  readonly firstIntentId?: number;
  readonly reportsSeen?: number;
  readonly awaitsBooks?: boolean;
  /** Reference prices of the run. */
  readonly references?: number;
  /** Goes on in another rig's memory, as a decision does that is started again. */
  readonly memory?: EngineMemory;
}

/** A decision shell between real rings in one thread, with both ends of each in the test's hands. */
export class ShellRig {
  readonly clock = new ManualClock(1_000_000);
  readonly scene: PipelineScene;
  readonly memory: EngineMemory;
  readonly shell: DecisionShell;
  readonly counters = new Counters<DecisionCounter>(createCounters(DECISION_COUNTERS));
  readonly words: ControlWords;
  readonly epochs: EpochTable;
  private readonly producers: Record<InputRing, RingProducer>;
  private readonly consumers = new Map<RingHandle, RingConsumer>();
  private readonly script: SlotScript;

  constructor(options: ShellRigOptions = {}) {
    const { strategies = [], risk = {}, rings = TINY_RINGS, forwards = "market" } = options;
    this.scene = new PipelineScene({ strategies, risk, references: options.references ?? 0 });
    const { table, core } = this.scene;
    this.memory =
      options.memory ??
      createEngineMemory({
        instruments: table.size,
        references: options.references ?? 0,
        rings,
        booksBytesMax: 4_000_000,
        inline: true,
      });
    const { memory } = this;
    this.words = new ControlWords(memory.control);
    this.epochs = new EpochTable(memory.epochs);
    this.script = new SlotScript(table, 8192);
    this.producers = {
      polymarket: new RingProducer(memory.market.polymarket),
      kalshi: new RingProducer(memory.market.kalshi),
      reference: new RingProducer(memory.market.reference),
      control: new RingProducer(memory.decisionControl),
      report: new RingProducer(memory.report),
    };
    this.shell = new DecisionShell({
      memory,
      core,
      clock: this.clock,
      counters: { names: this.counters.names, buffer: this.counters.values.buffer as SharedArrayBuffer },
      incarnation: options.incarnation ?? 1,
      firstIntentId: options.firstIntentId ?? 1,
      awaitsBooks: options.awaitsBooks ?? false,
      reportsSeen: options.reportsSeen ?? 0,
      timerMs: 100,
      forwards,
    });
  }

  /** Writes slots into an input ring. Throws when they do not fit. */
  put(ring: InputRing, write: (script: SlotScript) => unknown): this {
    const { script } = this;
    script.clear();
    script.receivedUs = this.clock.nowUs();
    write(script);
    const producer = this.producers[ring];
    if (!producer.claim(script.count)) throw new Error(`${script.count} slots do not fit into the ring ${ring}`);
    for (let at = 0; at < script.count; at++) copySlot(producer.i32, producer.base(at), script.i32, script.baseOf(at));
    producer.publish(script.count);
    return this;
  }

  /** Steps until nothing is done any more, a microsecond a step, and returns the inputs taken. */
  run(): number {
    let taken = 0;
    for (let done = this.shell.step(); done > 0; done = this.shell.step()) {
      taken += done;
      this.clock.advance(1);
    }
    return taken;
  }

  /** Takes what waits in one of the rings that decision writes, at most `max` slots. */
  take(ring: "journal" | "tap" | "intent" | "paper", max = Number.MAX_SAFE_INTEGER): Stamped[] {
    const consumer = this.consumerOf(this.memory[ring]);
    const waiting = consumer.poll(Math.min(max, consumer.capacity));
    const slots = Array.from({ length: waiting }, (_, at) => stampedAt(consumer, consumer.base(at)));
    consumer.release(waiting);
    return slots;
  }

  /** Takes the commands that a feed was sent. */
  commands(venue: "polymarket" | "kalshi"): DecodedSlot[] {
    const consumer = this.consumerOf(this.memory.decisionCommand[venue]);
    const waiting = consumer.poll(consumer.capacity);
    const slots = Array.from({ length: waiting }, (_, at) => decodeSlot(consumer.i32, consumer.f64, consumer.base(at)));
    consumer.release(waiting);
    return slots;
  }

  count(name: DecisionCounter): number {
    return this.counters.get(name);
  }

  private consumerOf(handle: RingHandle): RingConsumer {
    const known = this.consumers.get(handle);
    if (known) return known;
    const consumer = new RingConsumer(handle);
    this.consumers.set(handle, consumer);
    return consumer;
  }
}

function stampedAt({ i32, f64 }: RingConsumer, base: number): Stamped {
  const d = (base + W_KIND) >>> 1;
  return { ...decodeSlot(i32, f64, base), stampUs: f64[d + D_CONSUMED_US], number: f64[d + D_NUMBER] };
}
