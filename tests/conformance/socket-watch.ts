import type { Socket } from "bun";

/** One request as it was complete on the wire. */
export interface Arrival {
  readonly atNs: number;
  readonly bytes: number;
}

interface Pending {
  text: string;
}

/** A bare HTTP server on this machine that says when a request's last byte was there, and answers at once. */
export class SocketWatch {
  private readonly listener;
  private readonly placed: string;
  private readonly canceled: string;
  private waiting: ((arrival: Arrival) => void) | undefined;

  /** The JSON that it answers, by method. */
  constructor(answers: { readonly POST: object; readonly DELETE: object }) {
    this.placed = answerOf(answers.POST);
    this.canceled = answerOf(answers.DELETE);
    this.listener = Bun.listen<Pending>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (socket) => {
          socket.data = { text: "" };
        },
        data: (socket, data) => this.onData(socket, data.toString("latin1")),
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.listener.port}`;
  }

  /** Resolves when the next request is complete. */
  next(): Promise<Arrival> {
    const { promise, resolve } = Promise.withResolvers<Arrival>();
    this.waiting = resolve;
    return promise;
  }

  close(): void {
    this.listener.stop(true);
  }

  private onData(socket: Socket<Pending>, text: string): void {
    const atNs = Bun.nanoseconds();
    socket.data.text += text;
    const bytes = lengthOf(socket.data.text);
    if (bytes === undefined || socket.data.text.length < bytes) return;
    const answer = socket.data.text.startsWith("DELETE") ? this.canceled : this.placed;
    socket.data.text = "";
    socket.write(answer);
    this.waiting?.({ atNs, bytes });
    this.waiting = undefined;
  }
}

/** Returns the length of the request that begins the text, or `undefined` while its head is not all there. */
function lengthOf(text: string): number | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  return end + 4 + Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
}

function answerOf(body: object): string {
  const json = JSON.stringify(body);
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
}
