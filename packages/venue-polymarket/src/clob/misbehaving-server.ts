import { createServer, type Server } from "node:net";

/** What one request is answered with; "hang" never answers. */
export type Misbehavior = Response | "hang";

/** A venue that answers every request as told, on this machine, and counts them. For tests. */
export class MisbehavingServer implements Disposable {
  requests = 0;
  private readonly server: Bun.Server<undefined>;

  constructor(answer: (request: Request) => Misbehavior) {
    this.server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        this.requests++;
        const told = answer(request);
        return told === "hang" ? new Promise<Response>(() => {}) : told;
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  [Symbol.dispose](): void {
    this.server.stop(true);
  }
}

/** A venue that breaks every connection in the middle of a body. For tests. */
export class CuttingServer implements Disposable {
  requests = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        this.requests++;
        const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n";
        socket.end(`${head}{"market":"0x`);
      });
    });
  }

  static async open(): Promise<CuttingServer> {
    const opened = new CuttingServer();
    await new Promise<void>((resolve) => opened.server.listen(0, "127.0.0.1", resolve));
    return opened;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  }

  [Symbol.dispose](): void {
    this.server.close();
  }
}
