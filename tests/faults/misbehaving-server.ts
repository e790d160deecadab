import { createServer, type Socket } from "node:net";

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  /** Number of this request since the server began or was reset, from 1. */
  readonly number: number;
}

/** Answers one request, or does not: whatever a network or a venue can do to a client. */
export type Misbehave = (socket: Socket, request: WireRequest) => void;

const HEAD_END = "\r\n\r\n";

/** A TCP server that reads HTTP requests whole and leaves the answer to the test, byte for byte. */
export class MisbehavingServer implements AsyncDisposable {
  readonly requests: WireRequest[] = [];
  behavior: Misbehave = (socket) => socket.destroy();
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.accept(socket));

  static async open(): Promise<MisbehavingServer> {
    const opened = new MisbehavingServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    opened.server.listen(0, "127.0.0.1", resolve);
    await promise;
    return opened;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the server has a port");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Behaves like this from now on, and counts from the beginning. */
  become(behavior: Misbehave): void {
    this.behavior = behavior;
    this.requests.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private accept(socket: Socket): void {
    let text = "";
    this.sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (data) => {
      text += data.toString("latin1");
      for (let taken = takeRequest(text); taken !== undefined; taken = takeRequest(text)) {
        text = taken.rest;
        const request = { ...taken, number: this.requests.length + 1 };
        this.requests.push(request);
        this.behavior(socket, request);
      }
    });
  }
}

/** Returns the first whole request of what has come, and what is left; `undefined` while it is not whole. */
function takeRequest(text: string): (Omit<WireRequest, "number"> & { rest: string }) | undefined {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => [line.split(":", 1)[0] ?? "", headerValue(line)]));
  const bodyEnd = end + HEAD_END.length + Number(headers.get("content-length") ?? 0);
  if (text.length < bodyEnd) return undefined;
  const [method = "", path = ""] = first.split(" ");
  return { method, path, headers, rest: text.slice(bodyEnd) };
}

function headerValue(line: string): string {
  return line.slice(line.indexOf(":") + 1).trim();
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Returns a whole answer, as a server that behaves would frame it. */
export function answerWith({ status = 200, headers = {}, body = "" }: Answer): Misbehave {
  return (socket) => {
    const bytes = Buffer.from(body);
    socket.write(head(status, { "content-type": "application/json", ...headers, "content-length": bytes.length }));
    socket.write(bytes);
  };
}

/** Returns the beginning of an answer. */
export function head(status: number, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} Whatever`, ...lines, "", ""].join("\r\n");
}
