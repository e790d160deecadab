import { systemClock } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { TextClient } from "../receive/text-client.ts";
import { ConventionalEngine, type WantedOrder } from "./conventional-engine.ts";
import type { Design } from "./design.ts";
import { FireLog } from "./fire-log.ts";

/** The rival: global WebSocket, JSON.parse and Map books in one thread. */
export class ConventionalDesign implements Design {
  readonly name = "conventional: one thread, WebSocket, JSON.parse, Map books";
  readonly path = "/conventional";
  readonly log = FireLog.create();
  private readonly client: TextClient;

  /** `place` takes the orders; without one they are only kept. */
  constructor(instruments: InstrumentTable, place?: (order: WantedOrder) => void) {
    const kept: WantedOrder[] = [];
    const engine = new ConventionalEngine(instruments, this.log, place ?? ((order) => void kept.push(order)));
    this.client = new TextClient(this.name, this.path, (text) => engine.frame(text, systemClock.nowUs()));
  }

  open(port: number): Promise<void> {
    return this.client.open(port);
  }

  get received(): number {
    return this.client.frames;
  }

  /** It sends whatever it decided. */
  get refused(): number {
    return 0;
  }

  get waiting(): number {
    return 0;
  }

  resume(): void {}

  pause(): void {}

  close(): Promise<void> {
    return this.client.close();
  }
}
