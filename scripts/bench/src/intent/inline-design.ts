import { systemClock } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { type DecisionShell, FeedStage } from "@augury/pipeline";
import { Doorbell } from "@augury/ring";
import type { Design } from "./design.ts";
import { type EngineParts, noHeaders, openDecision, planEngine, receivedBy, waitingIn } from "./engine-parts.ts";
import { FireLog } from "./fire-log.ts";
import { type LiveOrders, openLiveExecutor } from "./live-executor.ts";
import { OrderSink } from "./order-sink.ts";
import { Refusals } from "./refusals.ts";
import { RingDrain } from "./ring-drain.ts";

const PARK_MS_MAX = 50;
/** Rounds in a row before sockets and timers have their turn, as in the engine's inline topology. */
const ROUNDS_MAX = 16;

/** What is stepped in turn. */
interface Steps {
  step(): number;
  hasWork(): boolean;
}

/** Ours in one thread: the same stages over the same rings, stepped in turn. */
export class InlineDesign implements Design {
  readonly name: string;
  readonly log = FireLog.create();
  private readonly refusals = Refusals.create();
  private parts: EngineParts | undefined;
  private feed: FeedStage | undefined;
  private decision: DecisionShell | undefined;
  private sinks: readonly Steps[] = [];
  private bell: Doorbell | undefined;
  private running = false;

  /** With `live` the orders are signed and posted, without they are refused. */
  constructor(
    private readonly instruments: InstrumentTable,
    private readonly live?: LiveOrders,
    readonly path = "/inline",
  ) {
    this.name = `ours inline: the same stages in one thread${live ? `, ${live.name}` : ""}`;
  }

  async open(port: number): Promise<void> {
    const { instruments, log, path } = this;
    const parts = planEngine({ instruments, log, path, port, inline: true });
    this.parts = parts;
    this.bell = new Doorbell(parts.memory.bells.decision);
    const { list } = instruments;
    this.sinks = this.live
      ? [
          await openLiveExecutor({
            ...this.live,
            memory: parts.memory,
            instruments: list,
            refusals: this.refusals.handle,
          }),
          new RingDrain(parts.memory),
        ]
      : [new OrderSink(parts.memory, list)];
    this.decision = openDecision(parts.decision);
    this.feed = new FeedStage(parts.feed, systemClock, noHeaders, () => void this.decision?.step());
    this.resume();
    const connected = await this.feed.runner.connect();
    if (!connected.ok) throw connected.error;
  }

  get received(): number {
    return this.parts ? receivedBy(this.parts) : 0;
  }

  get waiting(): number {
    return this.parts ? waitingIn(this.parts) : 0;
  }

  get refused(): number {
    return this.refusals.count;
  }

  resume(): void {
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  pause(): void {
    this.running = false;
    this.bell?.ringAlways();
  }

  async close(): Promise<void> {
    this.pause();
    await this.feed?.disconnect();
  }

  private async run(): Promise<void> {
    for (let rounds = 1; this.running; rounds++) {
      if (this.round() === 0) await this.bell?.parkAsync(this.hasWork, PARK_MS_MAX);
      if (rounds % ROUNDS_MAX === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  private round(): number {
    let done = (this.feed?.shell.step() ?? 0) + (this.decision?.step() ?? 0);
    for (const sink of this.sinks) done += sink.step();
    return done;
  }

  private readonly hasWork = (): boolean =>
    !this.running ||
    this.feed?.shell.hasWork() === true ||
    this.decision?.hasWork() === true ||
    this.sinks.some((sink) => sink.hasWork());
}
