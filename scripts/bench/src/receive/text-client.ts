import type { ReceiveClient } from "./receive-client.ts";

/** The usual client: the global WebSocket, which makes a string of every frame. */
export class TextClient implements ReceiveClient {
  frames = 0;
  private socket: WebSocket | undefined;

  constructor(
    readonly name: string,
    readonly path: string,
    private readonly take: (text: string) => void,
  ) {}

  async open(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${this.path}`);
    const opened = Promise.withResolvers<void>();
    socket.onopen = () => opened.resolve();
    socket.onerror = () => opened.reject(new Error("the replay server is reachable"));
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      this.take(data);
      this.frames++;
    };
    this.socket = socket;
    await opened.promise;
  }

  async close(): Promise<void> {
    this.socket?.close();
  }
}
