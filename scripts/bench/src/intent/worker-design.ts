import type { InstrumentTable } from "@augury/model";
import type { FeedStart } from "@augury/pipeline";
import type { Design } from "./design.ts";
import { type BenchDecisionStart, type EngineParts, planEngine, receivedBy, waitingIn } from "./engine-parts.ts";
import { FireLog } from "./fire-log.ts";
import type { LiveExecutorStart, LiveOrders } from "./live-executor.ts";
import { OrderSink } from "./order-sink.ts";
import { Refusals } from "./refusals.ts";
import { RingDrain } from "./ring-drain.ts";

/** How often main answers orders and frees the rings that nobody reads. */
const SINK_MS = 2;

/** Ours as shipped: feed worker → market ring → decision worker → intent ring. */
export class WorkerDesign implements Design {
  readonly name: string;
  readonly log = FireLog.create();
  private readonly refusals = Refusals.create();
  private readonly workers: Worker[] = [];
  private parts: EngineParts | undefined;
  private sink: OrderSink | RingDrain | undefined;
  private timer: Timer | undefined;

  /** With `live` an executor worker signs and posts the orders; without, main refuses them. */
  constructor(
    private readonly instruments: InstrumentTable,
    private readonly live?: LiveOrders,
    readonly path = "/workers",
  ) {
    this.name = `ours: feed worker → decision worker${live ? ` → executor worker, ${live.name}` : ""}`;
  }

  async open(port: number): Promise<void> {
    const { instruments, log, path } = this;
    const parts = planEngine({ instruments, log, path, port, inline: false });
    this.parts = parts;
    this.sink = this.live ? new RingDrain(parts.memory) : new OrderSink(parts.memory, instruments.list);
    if (this.live) {
      const executor = new Worker(new URL("./executor-worker.ts", import.meta.url));
      const { handle: refusals } = this.refusals;
      await this.start(executor, { ...this.live, memory: parts.memory, instruments: instruments.list, refusals });
    }
    await this.start(new Worker(new URL("./decision-worker.ts", import.meta.url)), parts.decision);
    await this.start(new Worker(new URL("./feed-worker.ts", import.meta.url)), parts.feed);
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
    this.timer = setInterval(() => this.sink?.step(), SINK_MS);
  }

  pause(): void {
    clearInterval(this.timer);
    this.sink?.step();
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.terminate();
  }

  private start(worker: Worker, task: BenchDecisionStart | FeedStart | LiveExecutorStart): Promise<void> {
    this.workers.push(worker);
    const ready = Promise.withResolvers<void>();
    worker.onmessage = () => ready.resolve();
    worker.onerror = (event) => ready.reject(new Error(event.message));
    worker.postMessage(task);
    return ready.promise;
  }
}
