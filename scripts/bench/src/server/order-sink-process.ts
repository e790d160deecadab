import type { Subprocess } from "bun";
import type { SinkMessage, SinkTakings } from "./sink-protocol.ts";

/** The venue that orders are posted to, as the bench sees it: a process of its own, so that no contender shares its thread with it. */
export class OrderSinkProcess {
  private readonly ready = Promise.withResolvers<number>();
  private taken: PromiseWithResolvers<SinkTakings> | undefined;
  private readonly child: Subprocess;

  private constructor() {
    const entry = new URL("./order-sink-server.ts", import.meta.url).pathname;
    this.child = Bun.spawn([process.execPath, entry], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      ipc: (message: SinkMessage) => this.hear(message),
      onExit: (_, status) => this.fail(new Error(`the order sink ended with status ${status}`)),
    });
  }

  /** Starts it. Resolves with it and its address once it listens. */
  static async start(): Promise<{ readonly sink: OrderSinkProcess; readonly url: string }> {
    const sink = new OrderSinkProcess();
    return { sink, url: `http://127.0.0.1:${await sink.ready.promise}` };
  }

  /** Returns what came in since it was asked last. */
  take(): Promise<SinkTakings> {
    this.taken = Promise.withResolvers<SinkTakings>();
    this.child.send("take");
    return this.taken.promise;
  }

  stop(): void {
    this.child.kill();
  }

  private hear(message: SinkMessage): void {
    if (message.kind === "ready") this.ready.resolve(message.port);
    else this.taken?.resolve(message.takings);
  }

  private fail(error: Error): void {
    this.ready.reject(error);
    this.taken?.reject(error);
  }
}
