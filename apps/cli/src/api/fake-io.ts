import type { CommandIo } from "./command-io.ts";

/** A command's world in memory. */
export class FakeIo implements CommandIo {
  out = "";
  readonly complaints: string[] = [];
  readonly columns = 100;
  private interrupts: (() => void)[] = [];

  constructor(
    readonly env: CommandIo["env"] = {},
    readonly isScreen = false,
  ) {}

  async write(text: string): Promise<void> {
    this.out += text;
  }

  complain(line: string): void {
    this.complaints.push(line);
  }

  onInterrupt() {
    const { promise: interrupted, resolve } = Promise.withResolvers<void>();
    this.interrupts.push(resolve);
    return { interrupted, end: () => {} };
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    for (const hear of this.interrupts) hear();
  }

  json(): unknown {
    return JSON.parse(this.out);
  }
}
