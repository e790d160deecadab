import { join } from "node:path";
import { type Clock, ok, type Result } from "@augury/core";
import {
  encodeInstruments,
  type JournalError,
  type JournalWriterOptions,
  type RunHeader,
  resumeJournal,
  runDirectory,
} from "@augury/journal";
import { FeedName, type Instrument, InstrumentTable } from "@augury/model";
import type { CounterHandle } from "@augury/telemetry";
import { type DecisionConfig, encodeDecisionConfig } from "./decision-config.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { RawArchive } from "./raw-archive.ts";
import { type RecorderCounter, RecordShell } from "./record-shell.ts";

/** What the recorder thread is handed at its start. */
export interface RecordStart {
  readonly memory: EngineMemory;
  readonly instruments: readonly Instrument[];
  readonly config: DecisionConfig;
  readonly counters: CounterHandle<RecorderCounter>;
  readonly directory: string;
  /** Identity of this process; the journal of decision's n-th incarnation is called `<processId>.<n>`. */
  readonly processId: string;
  readonly buildId: string;
  readonly journal: JournalWriterOptions;
  /** A recorder before this one died: what it left is gone on with. */
  readonly takeOver: boolean;
  /** Where raw frames are kept, a folder per venue; absent = they are not. */
  readonly rawDirectory?: string;
}

function openRaws({ memory }: RecordStart, directory: string, clock: Clock): RawArchive[] {
  return FeedName.options.map((feed) => {
    const opened = RawArchive.open(join(directory, feed), feed, memory.raw[feed], clock);
    if (!opened.ok) throw opened.error;
    return opened.value;
  });
}

/** Returns the name of a run: one incarnation of decision within one process. Names sort in the order of their beginnings. */
export function runIdOf(processId: string, incarnation: number): string {
  return `${processId}.${String(incarnation).padStart(4, "0")}`;
}

/** The recorder thread's stage: the journal first, then the raw frames. */
export class RecordStage {
  readonly shell: RecordShell;
  private readonly raws: readonly RawArchive[];

  constructor(start: RecordStart, clock: Clock) {
    const header = (incarnation: number): RunHeader => ({
      runId: runIdOf(start.processId, incarnation),
      buildId: start.buildId,
      instruments: encodeInstruments(new InstrumentTable(start.instruments)),
      configuration: encodeDecisionConfig(start.config),
    });
    this.shell = new RecordShell({ ...start, clock, header });
    const { incarnationLeft } = this.shell;
    if (start.takeOver && incarnationLeft > 0) this.resume(start, incarnationLeft);
    this.raws = start.rawDirectory === undefined ? [] : openRaws(start, start.rawDirectory, clock);
  }

  readonly hasWork = (): boolean => this.shell.hasWork() || this.raws.some((raw) => raw.hasWork());

  /** Writes what waits and returns how many slots and frames that was. */
  step(): number {
    let done = this.shell.step();
    for (const raw of this.raws) done += raw.step();
    return done;
  }

  park(msMax: number): void {
    this.shell.park(msMax, this.hasWork);
  }

  /** Writes out and closes everything; the journal's failure goes before an archive's. */
  finish(): Result<void, JournalError> {
    const results = [this.shell.finish(), ...this.raws.map((raw) => raw.finish())];
    return results.find((result) => !result.ok) ?? ok(undefined);
  }

  /** Goes on with the run that a dead recorder left. One that had no whole header yet begins anew from the ring. */
  private resume(start: RecordStart, incarnation: number): void {
    const resumed = resumeJournal(runDirectory(start.directory, runIdOf(start.processId, incarnation)), start.journal);
    if (resumed.ok) this.shell.adopt(resumed.value.writer, resumed.value.report.lastNumber);
    else if (resumed.error.code === "missing" || resumed.error.code === "empty") this.shell.adopt(undefined, 0);
    else throw resumed.error;
  }
}
