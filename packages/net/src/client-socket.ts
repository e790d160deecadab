/** Headers of one handshake. They may hold a signature: never logged, never kept. */
export type HandshakeHeaders = Readonly<Record<string, string>>;

export interface SocketRequest {
  readonly url: string;
  readonly headers: HandshakeHeaders;
  readonly handshakeTimeoutMs: number;
  /** A longer message closes the socket. */
  readonly payloadBytesMax: number;
}

/** How a socket ended. */
export interface SocketEnd {
  /** WebSocket close code; 1006 when there was no close frame. */
  readonly code: number;
  readonly text: string;
}

/** What a socket tells its owner: either `refused` then `ended`, or `opened`, any number of the others, then `ended`. */
export interface SocketEvents {
  opened(): void;
  /** One message. The bytes are fresh memory and belong to the receiver. */
  message(bytes: Uint8Array): void;
  /** A protocol ping or pong came in. */
  beat(): void;
  /** The server answered the upgrade with a plain HTTP response. `retryAfterMs` is its Retry-After, when that was a number. */
  refused(status: number, retryAfterMs: number | undefined): void;
  /** The socket is gone; nothing follows. */
  ended(end: SocketEnd): void;
}

/** One client socket. All methods are harmless in every state. */
export interface ClientSocket {
  /** Bytes accepted for sending that the kernel has not taken yet. */
  readonly bufferedBytes: number;
  send(text: string): void;
  ping(): void;
  /** Stops reading, so that TCP holds the sender back. What was already read is still delivered. */
  pause(): void;
  resume(): void;
  /** Starts the closing handshake. */
  close(): void;
  /** Drops the connection; `ended` follows soon. */
  terminate(): void;
}

/** Opens a socket. The seam between the session and the network: tests put a fake here. */
export type OpenSocket = (request: SocketRequest, events: SocketEvents) => ClientSocket;
