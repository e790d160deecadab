import type { Socket, TCPSocketListener } from "bun";

/** Bytes that may wait for one end before the other end is paused. */
const WAITING_BYTES_MAX = 1 << 20;

interface End {
  readonly pair: Pair;
  readonly isClient: boolean;
}

/** One end's bytes that the other end's kernel did not take yet. */
class Waiting {
  private chunks: Uint8Array[] = [];
  private bytes = 0;

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  get isFull(): boolean {
    return this.bytes > WAITING_BYTES_MAX;
  }

  add(chunk: Uint8Array): void {
    // The library reuses its receive buffer, so what waits must be a copy.
    this.chunks.push(chunk.slice());
    this.bytes += chunk.byteLength;
  }

  /** Writes as much as the socket takes, in order. */
  writeTo(socket: Socket<End>): void {
    while (this.chunks.length > 0) {
      const chunk = this.chunks[0] as Uint8Array;
      const written = Math.max(0, socket.write(chunk));
      this.bytes -= written;
      if (written < chunk.byteLength) {
        this.chunks[0] = chunk.subarray(written);
        return;
      }
      this.chunks.shift();
    }
  }
}

interface Pair {
  readonly client: Socket<End>;
  server: Socket<End> | undefined;
  readonly toServer: Waiting;
  readonly toClient: Waiting;
  frozen: boolean;
  /** The server has closed and the client shall still get the rest. */
  ending: boolean;
}

/**
 * A TCP relay before the real server, for the one fault that a WebSocket library cannot play: the half-open socket. A frozen pair forwards
 * nothing, in neither direction, not even the end of the stream. Partial writes wait in order, and a full side pauses the other.
 */
export class Relay {
  private readonly pairs = new Set<Pair>();
  private readonly listener: TCPSocketListener<End>;

  constructor(options: { readonly hostname: string; readonly port: number; readonly target: number }) {
    const { hostname, port, target } = options;
    this.listener = Bun.listen<End>({
      hostname,
      port,
      socket: {
        open: (socket) => void this.join(socket, hostname, target),
        data: (socket, chunk) => this.forward(socket.data, chunk),
        drain: (socket) => this.drain(socket.data),
        close: (socket) => this.end(socket.data),
        error: (socket) => this.end(socket.data),
      },
    });
  }

  get port(): number {
    return this.listener.port;
  }

  /** Freezes every open pair. Returns how many there were. */
  freeze(): number {
    for (const pair of this.pairs) pair.frozen = true;
    return this.pairs.size;
  }

  /** Ends the frozen pairs: what a keep-alive timeout would do in the end. */
  dropFrozen(): void {
    for (const pair of [...this.pairs]) if (pair.frozen) this.discard(pair);
  }

  stop(): void {
    for (const pair of [...this.pairs]) this.discard(pair);
    this.listener.stop(true);
  }

  private async join(client: Socket<End>, hostname: string, port: number): Promise<void> {
    const pair: Pair = {
      client,
      server: undefined,
      toServer: new Waiting(),
      toClient: new Waiting(),
      frozen: false,
      ending: false,
    };
    client.data = { pair, isClient: true };
    this.pairs.add(pair);
    try {
      await Bun.connect<End>({
        hostname,
        port,
        data: { pair, isClient: false },
        socket: {
          open: (socket) => {
            pair.server = socket;
            this.drain({ pair, isClient: false });
          },
          data: (socket, chunk) => this.forward(socket.data, chunk),
          drain: (socket) => this.drain(socket.data),
          close: (socket) => this.end(socket.data),
          error: (socket) => this.end(socket.data),
        },
      });
    } catch {
      this.discard(pair);
    }
  }

  private forward({ pair, isClient }: End, chunk: Uint8Array): void {
    if (pair.frozen) return;
    const target = isClient ? pair.server : pair.client;
    const waiting = isClient ? pair.toServer : pair.toClient;
    let written = 0;
    if (target && waiting.isEmpty) written = Math.max(0, target.write(chunk));
    if (written === chunk.byteLength) return;
    waiting.add(chunk.subarray(written));
    if (waiting.isFull) (isClient ? pair.client : pair.server)?.pause();
  }

  private drain({ pair, isClient }: End): void {
    const socket = isClient ? pair.client : pair.server;
    const waiting = isClient ? pair.toClient : pair.toServer;
    if (!socket || pair.frozen) return;
    waiting.writeTo(socket);
    if (pair.ending && pair.toClient.isEmpty) this.discard(pair);
    else if (!waiting.isFull) (isClient ? pair.server : pair.client)?.resume();
  }

  /** One end is gone. A frozen pair keeps that from the other end. */
  private end({ pair, isClient }: End): void {
    if (pair.frozen && !isClient) return;
    if (!isClient && !pair.toClient.isEmpty) pair.ending = true;
    else this.discard(pair);
  }

  private discard(pair: Pair): void {
    if (!this.pairs.delete(pair)) return;
    if (pair.frozen) pair.client.terminate();
    else pair.client.end();
    pair.server?.end();
  }
}
