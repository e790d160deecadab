/** The part of Bun's built-in `ws` that we use. Its behaviors are pinned in bun-ws.test.ts; bun-types does not describe the module. */
declare module "ws" {
  import type { EventEmitter } from "node:events";
  import type { ClientRequest, IncomingMessage } from "node:http";

  interface ClientOptions {
    headers?: Readonly<Record<string, string>>;
    perMessageDeflate?: boolean;
    handshakeTimeout?: number;
    maxPayload?: number;
  }

  interface ClientEvents {
    open: [];
    message: [data: Buffer, isBinary: boolean];
    ping: [data: Buffer];
    pong: [data: Buffer];
    "unexpected-response": [request: ClientRequest, response: IncomingMessage];
    error: [error: Error];
    close: [code: number, reason: Buffer];
  }

  export default class WebSocket extends EventEmitter<ClientEvents> {
    static readonly OPEN: 1;
    constructor(url: string, options?: ClientOptions);
    readonly readyState: 0 | 1 | 2 | 3;
    readonly bufferedAmount: number;
    readonly extensions: string;
    readonly isPaused: boolean;
    send(data: string | Uint8Array): void;
    ping(data?: string): void;
    pause(): void;
    resume(): void;
    close(code?: number, reason?: string): void;
    terminate(): void;
  }
}
