import type { InstrumentTable } from "@augury/model";
import type { FeedStart } from "@augury/pipeline";
import type { Design } from "./design.ts";
import { type BenchDecisionStart, type EngineParts, planEngine, receivedBy, waitingIn } from "./engine-parts.ts";
import { FireLog } from "./fire-log.ts";
import { OrderSink } from "./order-sink.ts";

/** How often main answers orders and frees the rings that nobody reads. */
const SINK_MS = 2;

/** Ours as shipped: feed worker → market ring → decision worker → intent ring. */
export class WorkerDesign implements Design {
  readonly name = "ours: feed worker → decision worker";
  readonly path = "/workers";
  readonly log = FireLog.create();
  private readonly workers: Worker[] = [];
  private parts: EngineParts | undefined;
  private sink: OrderSink | undefined;
  private timer: Timer | undefined;

  constructor(private readonly instruments: InstrumentTable) {}

  async open(port: number): Promise<void> {
    const { instruments, log, path } = this;
    const parts = planEngine({ instruments, log, path, port, inline: false });
    this.parts = parts;
    this.sink = new OrderSink(parts.memory, instruments.list);
    await this.start(new Worker(new URL("./decision-worker.ts", import.meta.url)), parts.decision);
    await this.start(new Worker(new URL("./feed-worker.ts", import.meta.url)), parts.feed);
  }

  get received(): number {
    return this.parts ? receivedBy(this.parts) : 0;
  }

  get waiting(): number {
    return this.parts ? waitingIn(this.parts) : 0;
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

  private start(worker: Worker, task: BenchDecisionStart | FeedStart): Promise<void> {
    this.workers.push(worker);
    const ready = Promise.withResolvers<void>();
    worker.onmessage = () => ready.resolve();
    worker.onerror = (event) => ready.reject(new Error(event.message));
    worker.postMessage(task);
    return ready.promise;
  }
}
