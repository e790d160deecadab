/** A stage whose thread keeps its event loop. */
interface AsyncShell {
  step(): number;
  park(msMax: number): Promise<void>;
}

export interface RunLoopOptions {
  readonly shell: AsyncShell;
  readonly beat: () => void;
  readonly running: () => boolean;
  /** Longest sleep: how late a heartbeat, a stop or what wakes nobody may be noticed. */
  readonly parkMsMax: number;
}

/** Steps in a row before sockets, timers and messages have their turn. */
const STEPS_MAX = 16;

/** Steps a stage until it is told to stop. A failure is a bug: it ends the worker, and the supervisor starts it again. */
export async function runLoop({ shell, beat, running, parkMsMax }: RunLoopOptions): Promise<void> {
  for (let steps = 1; running(); steps++) {
    beat();
    if (shell.step() === 0) await shell.park(parkMsMax);
    // Parks count too: one that finds work at once does not let the event loop turn.
    if (steps % STEPS_MAX === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
