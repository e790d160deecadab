/** A stage whose thread keeps its event loop. */
interface AsyncShell {
  step(): number;
  park(msMax: number): Promise<void>;
}

export interface RunLoopOptions {
  readonly shell: AsyncShell;
  readonly beat: () => void;
  readonly running: () => boolean;
}

const PARK_MS_MAX = 50;
/** Steps in a row before sockets, timers and messages have their turn. */
const STEPS_MAX = 16;

/** Steps a stage until it is told to stop. A failure is a bug: it ends the worker, and the supervisor starts it again. */
export async function runLoop({ shell, beat, running }: RunLoopOptions): Promise<void> {
  for (let steps = 0; running(); ) {
    beat();
    if (shell.step() === 0) {
      await shell.park(PARK_MS_MAX);
      steps = 0;
    } else if (++steps >= STEPS_MAX) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      steps = 0;
    }
  }
}
