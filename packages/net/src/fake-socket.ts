import type { ClientSocket, OpenSocket, SocketEvents, SocketRequest } from "./client-socket.ts";

/** A socket without a network, for this package's tests: records what is done to it and says what the test makes it say. */
export class FakeSocket implements ClientSocket {
  readonly sent: string[] = [];
  pings = 0;
  paused = false;
  closing = false;
  terminated = false;
  bufferedBytes = 0;

  constructor(
    readonly request: SocketRequest,
    readonly events: SocketEvents,
  ) {}

  open(): void {
    this.events.opened();
  }

  text(text: string): void {
    this.events.message(new TextEncoder().encode(text));
  }

  end(code = 1006, text = ""): void {
    this.events.ended({ code, text });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  ping(): void {
    this.pings++;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(): void {
    this.closing = true;
  }

  terminate(): void {
    this.terminated = true;
  }
}

/** Opens fake sockets and keeps them all, oldest first. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly openSocket: OpenSocket = (request, events) => {
    const socket = new FakeSocket(request, events);
    this.sockets.push(socket);
    return socket;
  };

  /** The socket opened last. */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket has been opened");
    return socket;
  }
}
