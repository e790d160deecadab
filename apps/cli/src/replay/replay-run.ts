import { createBookArena } from "@augury/book";
import { err, ok, type Result } from "@augury/core";
import { JournalError, JournalReader, parseInstruments, type RunInfo } from "@augury/journal";
import {
  buildDecisionCore,
  type DecisionCore,
  decodeDecisionConfig,
  type ReplayReport,
  replayRun,
} from "@augury/pipeline";

/** A run replayed: what it gave, and how its journal ends. */
export interface ReplayedRun extends ReplayReport {
  readonly runId: string;
  readonly buildId: string;
  readonly segments: number;
  /** Bytes behind the last whole record: an interrupted write, no error. */
  readonly tornBytes: number;
  /** Journal and code agree: every output word for word, every digest. */
  readonly agrees: boolean;
}

/** Replays a run from its journal's own instrument table and configuration; damage is an error that names segment and offset. */
export function replayJournal(run: RunInfo): Result<ReplayedRun, JournalError> {
  if (!run.complete)
    return err(new JournalError("missing", "the run's first segment is gone: it cannot be replayed from its start"));
  const opened = JournalReader.open(run.directory);
  if (!opened.ok) return opened;
  const reader = opened.value;
  try {
    const core = coreOf(reader);
    if (!core.ok) return core;
    const report = replayRun(reader, core.value);
    if (reader.failure) return err(reader.failure);
    const { buildId, runId } = reader.header;
    const agrees = report.mismatches === 0 && report.digestsEqual === report.digests;
    return ok({ ...report, runId, buildId, segments: run.segments, tornBytes: reader.tornBytes, agrees });
  } finally {
    reader.close();
  }
}

function coreOf(reader: JournalReader): Result<DecisionCore, JournalError> {
  const instruments = parseInstruments(reader.header.instruments);
  if (!instruments.ok) return instruments;
  const books = Math.max(1, instruments.value.size);
  try {
    const config = decodeDecisionConfig(reader.header.configuration);
    return ok(
      buildDecisionCore(config, instruments.value.list, createBookArena({ books, bytesMax: config.booksBytesMax })),
    );
  } catch (cause) {
    return err(
      new JournalError(
        "bad_header",
        `this build does not take the run's configuration: ${messageOf(cause)}`,
        undefined,
        { cause },
      ),
    );
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replaceAll(/\s+/g, " ") : String(cause);
}
