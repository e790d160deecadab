/** A stretch of a tape: frames that are played untimed, then a run of frames alike that is timed. */
export interface Segment {
  readonly before: readonly string[];
  readonly timed: readonly string[];
}

/**
 * Cuts a tape into segments whose timed runs are frames with `wanted`. The tape keeps its order, because a book is right only when
 * every frame has been applied, whichever of them are timed. Runs shorter than `runMin` would measure the clock: they are not timed.
 */
export function cutSegments(frames: readonly string[], wanted: (text: string) => boolean, runMin: number): Segment[] {
  const segments: Segment[] = [];
  let before: string[] = [];
  let timed: string[] = [];
  const close = () => {
    if (timed.length < runMin) before.push(...timed);
    else {
      segments.push({ before, timed });
      before = [];
    }
    timed = [];
  };
  for (const text of frames) {
    if (wanted(text)) {
      timed.push(text);
      continue;
    }
    close();
    before.push(text);
  }
  close();
  return segments;
}
