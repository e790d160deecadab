/** What the kill switch needs of a venue. Times in µs. */
export interface KillSweepOptions {
  /** Asks for the end of everything on the account; true when the venue has said so. */
  readonly cancelAccount: () => Promise<boolean>;
  /** Orders of ours that have not ended. */
  readonly openCount: () => number;
  readonly nowUs: () => number;
  readonly say: (level: "audit" | "warn", what: string, detail: string) => void;
}

const AGAIN_US = 1_000_000;
const NEVER = Number.POSITIVE_INFINITY;

/** One kill: the whole account is canceled, again until the venue has confirmed it and no order of ours is open; then it says so. */
export class KillSweep {
  private state: "asking" | "refused" | "confirmed" | "told" = "refused";
  private dueUs = 0;

  constructor(private readonly options: KillSweepOptions) {}

  get nextDueUs(): number {
    return this.state === "refused" || this.state === "confirmed" ? this.dueUs : NEVER;
  }

  onTime(nowUs: number): void {
    if (nowUs < this.nextDueUs) return;
    this.dueUs = nowUs + AGAIN_US;
    if (this.state === "refused") void this.ask();
    else if (this.options.openCount() === 0) this.tell();
  }

  private async ask(): Promise<void> {
    this.state = "asking";
    const isConfirmed = await this.options.cancelAccount();
    this.state = isConfirmed ? "confirmed" : "refused";
    this.dueUs = this.options.nowUs() + (isConfirmed ? 0 : AGAIN_US);
    if (!isConfirmed)
      this.options.say("warn", "kill not confirmed", `${this.options.openCount()} orders may rest; asking again`);
  }

  private tell(): void {
    this.state = "told";
    this.options.say("audit", "kill confirmed", "the venue has canceled everything, and no order of ours is open");
  }
}
