import type { Subprocess } from "bun";
import type { ServerCommand, ServerMessage, ServerTape } from "./protocol.ts";

/** The replay server as the bench sees it: a process of its own, told what to play over a channel beside the sockets. */
export class ReplayProcess {
  private readonly ready = Promise.withResolvers<number>();
  private done: PromiseWithResolvers<readonly number[]> | undefined;
  private readonly child: Subprocess;

  private constructor(tape: ServerTape) {
    const entry = new URL("./replay-server.ts", import.meta.url).pathname;
    this.child = Bun.spawn([process.execPath, entry, JSON.stringify(tape)], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      ipc: (message: ServerMessage) => this.hear(message),
      onExit: (_, status) => this.fail(new Error(`the replay server ended with status ${status}`)),
    });
  }

  /** Starts the server. Resolves with it and its port once it listens. */
  static async start(tape: ServerTape): Promise<{ readonly server: ReplayProcess; readonly port: number }> {
    const server = new ReplayProcess(tape);
    return { server, port: await server.ready.promise };
  }

  /** Has a tape played to the client of `path`. Resolves with the times of sending when everything is with the kernel. */
  play(command: ServerCommand): Promise<readonly number[]> {
    this.done = Promise.withResolvers<readonly number[]>();
    this.child.send(command);
    return this.done.promise;
  }

  stop(): void {
    this.child.kill();
  }

  private hear(message: ServerMessage): void {
    if (message.kind === "ready") this.ready.resolve(message.port);
    else this.done?.resolve(message.sentUs);
  }

  private fail(error: Error): void {
    this.ready.reject(error);
    this.done?.reject(error);
  }
}
