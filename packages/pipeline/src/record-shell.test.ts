import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, Prng } from "@augury/core";
import { JournalReader, listRuns, openForRecovery, runDirectory } from "@augury/journal";
import { RingProducer, readRingStats } from "@augury/ring";
import { Counters, createCounters } from "@augury/telemetry";
import { copySlot, D_CONSUMED_US, D_NUMBER, isOutputKind, SlotKind, SlotWriter, STAMPED_BYTES } from "@augury/wire";
import { createEngineMemory, type EngineMemory, RingSizes } from "./engine-memory.ts";
import { FaultyDisk } from "./faulty-disk.ts";
import { sceneTable } from "./pipeline-scene.ts";
import { RECORDER_COUNTERS, type RecorderCounter } from "./record-shell.ts";
import { RecordStage, runIdOf } from "./record-stage.ts";

const PROCESS = "p1";
/** Where a ring keeps what its reader has freed (packages/ring, ring-layout.ts). */
const CONSUMER_WORD = 16;
const TABLE = sceneTable();

/** What decision publishes, with the ring's writing end: every slot's words depend on its place. */
class RecordRig implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "augury-record-"));
  readonly memory: EngineMemory;
  readonly counters = new Counters<RecorderCounter>(createCounters(RECORDER_COUNTERS));
  readonly clock = new ManualClock();
  readonly disk = new FaultyDisk();
  /** Words of everything published, by incarnation. */
  readonly published = new Map<number, Int32Array[]>();
  private readonly ring: RingProducer;
  private readonly writer: SlotWriter;
  private incarnation = 0;
  private number = 0;

  constructor(slots = 1024) {
    const rings = RingSizes.parse({ journalSlots: slots });
    this.memory = createEngineMemory({ instruments: TABLE.size, rings, booksBytesMax: 4_000_000 });
    this.ring = new RingProducer(this.memory.journal);
    this.writer = new SlotWriter(this.ring.i32, this.ring.f64);
  }

  /** A recorder; the second one and those after it take over. */
  start(takeOver = false, journal: { segmentBytesMax?: number; bufferRecordsMax?: number } = {}): RecordStage {
    const { memory, directory, counters, clock, disk } = this;
    return new RecordStage(
      {
        memory,
        instruments: TABLE.list,
        config: {
          strategies: [],
          references: [],
          booksBytesMax: 1_000_000,
          risk: {} as never,
          groupQuietMs: 250,
          refusalPauseMs: 250,
        },
        counters: { names: counters.names, buffer: counters.values.buffer as SharedArrayBuffer },
        directory,
        processId: PROCESS,
        buildId: "b1",
        journal: { ...journal, io: disk },
        takeOver,
      },
      clock,
    );
  }

  /** A new run of decision. */
  run(incarnation = this.incarnation + 1): this {
    this.incarnation = incarnation;
    this.number = 0;
    return this.put((base) => {
      this.writer.header(base, SlotKind.runStart, -1, 0, 0, 0);
      this.writer.runStart(base, incarnation, 1, 0);
    });
  }

  /** Slots of the run, one output for two inputs. */
  slots(count: number): this {
    for (let n = 0; n < count; n++)
      this.put((base) => {
        const kind = this.number % 3 === 0 ? SlotKind.refusal : SlotKind.trade;
        this.writer.header(base, kind, this.number % 5, this.number, this.number, this.number);
        this.writer.trade(base, this.number % 10_000, this.number * 7, this.incarnation);
      });
    return this;
  }

  count(name: RecorderCounter): number {
    return this.counters.get(name);
  }

  get lag(): number {
    return readRingStats(this.memory.journal).lag;
  }

  /** Returns a run's journal, slot by slot, as words. */
  read(incarnation: number): Int32Array[] {
    const reader = JournalReader.open(runDirectory(this.directory, runIdOf(PROCESS, incarnation)));
    if (!reader.ok) throw reader.error;
    const slots: Int32Array[] = [];
    while (reader.value.next())
      slots.push(reader.value.i32.slice(reader.value.base, reader.value.base + STAMPED_BYTES / 4));
    expect(reader.value.failure).toBeUndefined();
    reader.value.close();
    return slots;
  }

  /** Every run's journal equals what was published of it. */
  expectEqual(): void {
    for (const [incarnation, slots] of this.published) {
      const read = this.read(incarnation);
      expect(read.length).toBe(slots.length);
      for (const [at, slot] of slots.entries()) expect(read[at]).toEqual(slot);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private put(fill: (base: number) => void): this {
    if (!this.ring.claim(1)) throw new Error("the journal ring is full");
    const base = this.ring.base(0);
    this.writer.frame(1, this.number);
    fill(base);
    this.ring.f64[(base >>> 1) + D_CONSUMED_US] = 1_000_000 + this.number;
    this.ring.f64[(base >>> 1) + D_NUMBER] = ++this.number;
    const words = new Int32Array(STAMPED_BYTES / 4);
    copySlot(words, 0, this.ring.i32, base);
    words.set(this.ring.i32.subarray(base + 16, base + 20), 16);
    const list = this.published.get(this.incarnation) ?? [];
    list.push(words);
    this.published.set(this.incarnation, list);
    this.ring.publish(1);
    return this;
  }
}

describe("RecordShell", () => {
  test("default: the journal is what was published, and a slot is freed once the file has it", () => {
    using rig = new RecordRig();
    const { shell } = rig.start();
    rig.run().slots(100);
    expect(shell.step()).toBe(101);
    expect(rig.lag).toBe(0);
    rig.slots(5);
    expect(shell.step()).toBe(5);
    expect(shell.step()).toBe(0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
    const outputs = rig.published.get(1)?.filter((words) => isOutputKind(words[0] & 0xff)).length ?? 0;
    expect([rig.count("inputs"), rig.count("outputs"), rig.count("runs")]).toEqual([106 - outputs, outputs, 1]);
  });

  test("behavior: the header carries what a replay needs", () => {
    using rig = new RecordRig();
    const { shell } = rig.start();
    rig.run();
    shell.step();
    const reader = JournalReader.open(runDirectory(rig.directory, "p1.0001"));
    if (!reader.ok) throw reader.error;
    const { runId, buildId, instruments } = reader.value.header;
    reader.value.close();
    expect([runId, buildId]).toEqual(["p1.0001", "b1"]);
    expect(JSON.parse(new TextDecoder().decode(instruments))).toHaveLength(TABLE.size);
  });

  test("behavior: a runStart closes one journal and opens the next, also within a batch", () => {
    using rig = new RecordRig();
    const { shell } = rig.start();
    rig.run().slots(10).run().slots(20).run().slots(3);
    shell.step();
    expect(listRuns(rig.directory).map(({ runId }) => runId)).toEqual(["p1.0001", "p1.0002", "p1.0003"]);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
    expect(rig.count("runs")).toBe(3);
  });

  test("behavior: segments rotate, and bytes and rotations are counted", () => {
    using rig = new RecordRig();
    const { shell } = rig.start(false, { segmentBytesMax: 4096 });
    rig.run().slots(500);
    while (shell.step() > 0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
    expect(rig.count("rotations")).toBeGreaterThan(3);
    expect(rig.count("bytes")).toBeGreaterThan(501 * 88);
  });
});

describe("RecordShell: a disk that refuses", () => {
  test("default: slots stay in the ring, are written once when it takes them again, and the failure is told until then", () => {
    using rig = new RecordRig();
    const { shell } = rig.start();
    rig.run().slots(10);
    shell.step();
    rig.disk.failing = true;
    rig.slots(20);
    expect([shell.step(), shell.step(), shell.step()]).toEqual([0, 0, 0]);
    expect(rig.lag).toBe(20);
    expect(shell.failure?.code).toBe("io");
    rig.slots(7);
    rig.disk.failing = false;
    expect(shell.step()).toBe(27);
    expect(shell.failure).toBeUndefined();
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
    expect(rig.count("failures")).toBe(3);
    expect(rig.count("inputs") + rig.count("outputs")).toBe(38);
  });

  test("behavior: a buffer smaller than the batch holds the rest back", () => {
    using rig = new RecordRig();
    const { shell } = rig.start(false, { bufferRecordsMax: 8 });
    rig.run();
    shell.step();
    rig.disk.failing = true;
    rig.slots(50);
    expect(shell.step()).toBe(0);
    expect(shell.failure?.code).toBe("io");
    rig.disk.failing = false;
    while (shell.step() > 0);
    expect(rig.lag).toBe(0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: a next run that cannot be opened waits, and the run before it is whole", () => {
    using rig = new RecordRig();
    const { shell } = rig.start();
    rig.run().slots(10);
    shell.step();
    rig.disk.failingCreates = true;
    rig.slots(5).run().slots(5);
    expect(shell.step()).toBe(5);
    expect(shell.step()).toBe(0);
    expect(shell.failure).toBeDefined();
    rig.disk.failingCreates = false;
    expect(shell.step()).toBe(6);
    expect(shell.failure).toBeUndefined();
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });
});

describe("RecordShell: after a crash", () => {
  /** Lets the recorder do one more step and die before it could free anything: the ring's own cursor is put back. */
  function dieWhile(rig: RecordRig, { shell }: RecordStage): void {
    const words = new Int32Array(rig.memory.journal.buffer);
    const freed = Atomics.load(words, CONSUMER_WORD);
    shell.step();
    Atomics.store(words, CONSUMER_WORD, freed);
  }

  test("default: what stands in the file and still in the ring is not written twice", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.run().slots(10);
    dead.shell.step();
    rig.slots(20);
    dieWhile(rig, dead);
    rig.slots(5);
    const { shell } = rig.start(true);
    expect(rig.lag).toBe(25);
    expect(shell.step()).toBe(25);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: a torn tail is cut and written again", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.run().slots(10);
    dead.shell.step();
    rig.disk.tearAfterBytes = 88 * 3 + 40;
    rig.slots(20);
    expect(dead.shell.step()).toBe(0);
    rig.disk.tearAfterBytes = undefined;
    const { shell } = rig.start(true);
    expect(shell.step()).toBe(20);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: died before the run had a header: it begins anew", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.disk.failingCreates = true;
    rig.run().slots(3);
    dead.shell.step();
    rig.disk.failingCreates = false;
    const { shell } = rig.start(true);
    expect(shell.step()).toBe(4);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: died right after decision began anew: one run's tail does not get into the next one's journal", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.run().slots(10);
    dead.shell.step();
    rig.slots(20).run().slots(4);
    dieWhile(rig, dead);
    rig.slots(6);
    const { shell } = rig.start(true);
    while (shell.step() > 0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: died between two journals: the first one is whole, the next begins", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.run().slots(10);
    dead.shell.step();
    rig.disk.failingCreates = true;
    rig.slots(20).run().slots(4);
    dieWhile(rig, dead);
    rig.disk.failingCreates = false;
    const { shell } = rig.start(true);
    while (shell.step() > 0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
  });

  test("behavior: died while decision was down already: the next run's short numbers are not taken for written ones", () => {
    using rig = new RecordRig();
    const dead = rig.start();
    rig.run().slots(50);
    dieWhile(rig, dead);
    rig.run().slots(8);
    const { shell } = rig.start(true);
    while (shell.step() > 0);
    expect(shell.finish().ok).toBe(true);
    rig.expectEqual();
    expect(openForRecovery(runDirectory(rig.directory, "p1.0002")).ok).toBe(true);
  });

  test("property: whatever fails and dies in whatever order, every run's journal is what was published", () => {
    for (let seed = 1; seed <= 25; seed++) {
      using rig = new RecordRig();
      const random = new Prng(seed);
      let stage = rig.start();
      rig.run();
      for (let turn = 0; turn < 40; turn++) {
        if (rig.lag < 900) rig.slots(random.int(0, 100));
        if (random.chance(0.1) && rig.lag < 1000) rig.run();
        rig.disk.failing = random.chance(0.2);
        rig.disk.failingCreates = random.chance(0.2);
        rig.disk.tearAfterBytes = random.chance(0.2) ? random.int(0, 5000) : undefined;
        if (random.chance(0.2)) {
          dieWhile(rig, stage);
          rig.disk.heal();
          stage = rig.start(true, { segmentBytesMax: 20_000 });
        } else stage.shell.step();
      }
      rig.disk.heal();
      while (stage.shell.step() > 0);
      expect(rig.lag).toBe(0);
      expect(stage.shell.finish().ok).toBe(true);
      rig.expectEqual();
    }
  });
});
