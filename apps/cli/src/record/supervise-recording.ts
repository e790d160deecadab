import type { VenueError } from "@augury/model";
import type { AnyApiStream } from "@augury/net";
import type { OpenCommandGroup } from "../api/command-group.ts";
import type { CommandIo } from "../api/command-io.ts";
import { errorLine } from "../api/exit-status.ts";
import type { FrameRecorder } from "./frame-recorder.ts";
import type { RecordOptions } from "./record-options.ts";

const FLUSH_MS = 1_000;

export interface Recording {
  readonly open: OpenCommandGroup;
  readonly stream: AnyApiStream;
  readonly params: Readonly<Record<string, unknown>>;
  readonly recorder: FrameRecorder;
  /** Resolves when the disk's bound is reached. */
  readonly full: Promise<void>;
  readonly options: Pick<RecordOptions, "forMs" | "isVerbose" | "bytesMax">;
  readonly io: CommandIo;
}

/** Why a recording ended. */
export interface RecordingEnd {
  readonly text: string;
  readonly error?: VenueError | undefined;
}

/** Keeps the stream open until the time is up, the disk's bound is reached, somebody interrupts or the venue refuses; then closes it. */
export async function superviseRecording(recording: Recording): Promise<RecordingEnd> {
  const { open, stream, params, recorder, full, options, io } = recording;
  const { promise: ended, resolve: end } = Promise.withResolvers<RecordingEnd>();
  const interrupt = io.onInterrupt();
  interrupt.interrupted.then(() => end({ text: "interrupted" }));
  full.then(() => end({ text: `the recording has its ${options.bytesMax} bytes` }));
  const timer = options.forMs === undefined ? undefined : setTimeout(() => end({ text: "time is up" }), options.forMs);
  const flusher = setInterval(() => recorder.flush(), FLUSH_MS);
  const opened = open.stream(stream.name, params, {
    message: () => {},
    status: (text) => options.isVerbose && io.complain(text),
    ended: (error) => end({ text: error ? errorLine(error) : "the stream was closed", error }),
  });
  if (!opened.ok) end({ text: errorLine(opened.error), error: opened.error });
  const why = await ended;
  clearTimeout(timer);
  clearInterval(flusher);
  interrupt.end();
  if (opened.ok) await opened.value.close();
  return why;
}
