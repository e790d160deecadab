import WebSocket from "ws";
import type { ReceiveClient } from "./receive-client.ts";

/** The floor: Bun's built-in ws handing over every frame, and nobody reading a byte of it. */
export class CountingClient implements ReceiveClient {
  readonly name = "floor: built-in ws, frames counted and not read";
  readonly path = "/count";
  frames = 0;
  private socket: WebSocket | undefined;

  async open(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${this.path}`, { perMessageDeflate: false });
    const opened = Promise.withResolvers<void>();
    socket.on("open", () => opened.resolve());
    socket.on("error", (error) => opened.reject(error));
    socket.on("message", () => {
      this.frames++;
    });
    this.socket = socket;
    await opened.promise;
  }

  async close(): Promise<void> {
    this.socket?.close();
  }
}
