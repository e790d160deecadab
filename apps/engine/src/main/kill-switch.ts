import type { Clock } from "@augury/core";
import type { ControlSender, EngineMemory } from "@augury/pipeline";
import { Doorbell } from "@augury/ring";
import { ControlWords } from "@augury/wire";
import type { KillFile } from "./kill-file.ts";

/**
 * The kill switch: a word in shared memory that reaches the executor without decision, a control event by which decision and the journal
 * hear of it, and a file by which it outlives the process and by which anybody can set it.
 */
export class KillSwitch {
  private readonly words: ControlWords;
  private toldKilled = false;
  /** Why and when it was set; `undefined` when main did not set it. */
  since: { readonly reason: string; readonly timeUs: number } | undefined;

  private readonly executorBell: Doorbell;

  constructor(
    { control, bells }: Pick<EngineMemory, "control" | "bells">,
    private readonly decision: ControlSender,
    private readonly clock: Clock,
    private readonly file: KillFile,
    private readonly changed: (killed: boolean, reason: string) => void,
  ) {
    this.words = new ControlWords(control);
    this.executorBell = new Doorbell(bells.executor);
  }

  get killed(): boolean {
    return this.words.killed;
  }

  /** No order leaves from here on; resting ones are canceled. Idempotent. */
  kill(reason: string): void {
    this.words.setKilled(true);
    // A sleeping executor would cancel what rests only when its sleep ends.
    this.executorBell.ringAlways();
    this.tell(true, reason);
  }

  /** Lifts the switch; returns why it could not be: while the file stands, the next start would be killed. Idempotent. */
  resume(): string | undefined {
    const problem = this.file.remove();
    if (problem !== undefined) return `${this.file.path} could not be removed: ${problem}`;
    this.words.setKilled(false);
    this.tell(false, "resumed");
    return undefined;
  }

  /**
   * Another thread may have set the word (a lossless ring that stayed full), somebody the file: decision hears of it here. Call at the start,
   * before anything is decided, and regularly.
   */
  check(): void {
    const reason = this.toldKilled ? undefined : this.file.reason();
    if (reason !== undefined) this.kill(reason);
    else if (this.words.killed !== this.toldKilled)
      this.tell(this.words.killed, "a lossless ring stayed full or a bound was reached");
  }

  /** A new decision knows of no kill: what the last one was told is said again. */
  retell(): void {
    if (this.toldKilled) this.decision.send("kill");
  }

  private tell(killed: boolean, reason: string): void {
    if (killed === this.toldKilled) return;
    this.toldKilled = killed;
    this.since = killed ? { reason, timeUs: this.clock.nowUs() } : undefined;
    this.decision.send(killed ? "kill" : "resume");
    this.changed(killed, reason);
    const problem = killed ? this.file.put(reason) : undefined;
    if (problem !== undefined) this.changed(killed, `${reason}; ${this.file.path} could not be written: ${problem}`);
  }
}
