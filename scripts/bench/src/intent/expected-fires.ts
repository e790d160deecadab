import type { Tape } from "../frames/tape.ts";
import { ConventionalEngine } from "./conventional-engine.ts";
import { FireLog } from "./fire-log.ts";

/** Which frames of a tape make the strategy fire: what every design must agree with. */
export interface ExpectedFires {
  /** Per fire the number of its frame, counted from 0 after the snapshots. */
  readonly frames: readonly number[];
  readonly checksum: number;
}

/** Plays the first `count` frames of a tape to the plainest design, round and round, and notes which of them fire. */
export function findFires(tape: Tape, count: number, every: number): ExpectedFires {
  const log = FireLog.create();
  const engine = new ConventionalEngine(tape.instruments, log, () => {});
  log.begin(every);
  const frames: number[] = [];
  for (let frame = 0; frame < count; frame++) {
    const at = frame % tape.frames.length;
    if (at === 0) for (const text of tape.snapshots) engine.frame(text, 0);
    engine.frame(tape.frames[at], 0);
    while (frames.length < log.published) frames.push(frame);
  }
  return { frames, checksum: log.checksum };
}
