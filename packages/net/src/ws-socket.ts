import WebSocket from "ws";
import type { ClientSocket, SocketEvents, SocketRequest } from "./client-socket.ts";

/**
 * Opens a socket with Bun's built-in `ws`, which hands text frames over as bytes; the global WebSocket would make a string of each
 * (performance sheet section 0, finding 1). Compression is off: it costs ten times what it saves (finding 8).
 * Every behavior relied on here is pinned in bun-ws.test.ts.
 */
export function openWsSocket(request: SocketRequest, events: SocketEvents): ClientSocket {
  const ws = new WebSocket(request.url, {
    headers: request.headers,
    perMessageDeflate: false,
    handshakeTimeout: request.handshakeTimeoutMs,
    maxPayload: request.payloadBytesMax,
  });
  let errorText = "";
  const beat = () => events.beat();
  ws.on("open", () => events.opened());
  ws.on("message", (data) => events.message(data));
  ws.on("ping", beat);
  ws.on("pong", beat);
  ws.on("unexpected-response", (_, response) => {
    // With a listener the client leaves the connection to us, up to the handshake timeout; "close" follows terminate.
    events.refused(response.statusCode ?? 0, parseRetryAfter(response.headers["retry-after"]));
    ws.terminate();
  });
  ws.on("error", (error) => {
    errorText = error.message;
  });
  ws.on("close", (code, reason) => events.ended({ code, text: reason.length > 0 ? reason.toString() : errorText }));
  return new WsSocket(ws);
}

class WsSocket implements ClientSocket {
  constructor(private readonly ws: WebSocket) {}

  get bufferedBytes(): number {
    return this.ws.bufferedAmount;
  }

  send(text: string): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(text);
  }

  ping(): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.ping();
  }

  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  close(): void {
    // A paused client would never read the other side's close frame.
    this.ws.resume();
    this.ws.close(1000);
  }

  terminate(): void {
    this.ws.terminate();
  }
}

/** Returns Retry-After in milliseconds; the date form is not used by either venue and gives `undefined`. */
function parseRetryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}
