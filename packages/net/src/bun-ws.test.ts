import { afterEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { Prng } from "@augury/core";
import WebSocket from "ws";

/**
 * Pins what we rely on in Bun's built-in `ws`. A Bun upgrade that changes one of these fails here and not in the field.
 * Every test talks to a real server on a free port and waits for events.
 */
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type ServerSocket = Bun.ServerWebSocket<undefined>;

/** Serves WebSockets and resolves with the first one that opens. */
function serve(handlers: Partial<Bun.WebSocketHandler<undefined>> = {}) {
  const accepted = Promise.withResolvers<ServerSocket>();
  const requests: Headers[] = [];
  const server = Bun.serve({
    port: 0,
    fetch(request, self) {
      requests.push(request.headers);
      return self.upgrade(request) ? undefined : new Response("no upgrade", { status: 400 });
    },
    websocket: {
      backpressureLimit: 256 * 1024 * 1024,
      message() {},
      open: accepted.resolve,
      ...handlers,
    },
  });
  closers.push(() => server.stop(true));
  return { url: `ws://127.0.0.1:${server.port}/`, accepted: accepted.promise, requests };
}

function dial(url: string, options: ConstructorParameters<typeof WebSocket>[1] = {}): WebSocket {
  const ws = new WebSocket(url, { perMessageDeflate: false, ...options });
  ws.on("error", () => {});
  closers.push(() => ws.terminate());
  return ws;
}

function once<Args extends unknown[]>(listen: (callback: (...args: Args) => void) => void): Promise<Args> {
  return new Promise((resolve) => listen((...args) => resolve(args)));
}

const opened = (ws: WebSocket) => once((resolve) => ws.on("open", resolve));
const nextMessage = (ws: WebSocket) => once<[Buffer, boolean]>((resolve) => ws.on("message", resolve));
const closed = (ws: WebSocket) => once<[number, Buffer]>((resolve) => ws.on("close", resolve));
const failed = (ws: WebSocket) => once<[Error]>((resolve) => ws.on("error", resolve));

/** A TCP server that hands each connection over, and its URL. */
async function serveTcp(accept: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
}

/** Answers a WebSocket handshake by hand, then reads nothing any more. */
function upgradeAndStopReading(socket: Socket): void {
  socket.once("data", (request) => {
    const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1];
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    socket.write(`${head}Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.pause();
  });
}

test("ws: the module is Bun's own, not the global WebSocket", () => {
  expect(WebSocket as unknown).not.toBe(globalThis.WebSocket);
  expect(import.meta.resolve("ws")).not.toContain("node_modules");
});

test("ws: text frames arrive as bytes in memory of their own", async () => {
  const { url, accepted } = serve();
  const ws = dial(url);
  const first = nextMessage(ws);
  (await accepted).send('{"price":"0.56"}');
  const [bytes, isBinary] = await first;
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect(isBinary).toBe(false);
  expect(bytes.toString()).toBe('{"price":"0.56"}');

  // A frame that is kept must survive the ones that follow.
  const second = nextMessage(ws);
  (await accepted).send("x".repeat(16));
  const [later] = await second;
  expect(later.buffer).not.toBe(bytes.buffer);
  expect(bytes.toString()).toBe('{"price":"0.56"}');
});

test("ws: compression is not offered and not negotiated", async () => {
  const { url, requests } = serve({ perMessageDeflate: true });
  const ws = dial(url);
  await opened(ws);
  expect(requests[0]?.get("sec-websocket-extensions")).toBeNull();
  expect(ws.extensions).toBe("");
});

test("ws: headers are sent with the upgrade", async () => {
  const { url, requests } = serve();
  await opened(dial(url, { headers: { "KALSHI-ACCESS-KEY": "key-id" } }));
  expect(requests[0]?.get("kalshi-access-key")).toBe("key-id");
});

test("ws: a server ping is seen and answered with a pong of the same payload", async () => {
  const ponged = Promise.withResolvers<string>();
  const { url, accepted } = serve({ pong: (_, data) => ponged.resolve(data.toString()) });
  const ws = dial(url);
  const pinged = once<[Buffer]>((resolve) => ws.on("ping", resolve));
  (await accepted).ping("heartbeat");
  expect((await pinged)[0].toString()).toBe("heartbeat");
  expect(await ponged.promise).toBe("heartbeat");
});

test("ws: our ping is answered and the pong is seen", async () => {
  const { url } = serve();
  const ws = dial(url);
  const pong = once((resolve) => ws.on("pong", resolve));
  await opened(ws);
  ws.ping();
  await pong;
});

test("ws: pause holds the sender back over TCP, resume loses nothing and keeps order", async () => {
  // 24 MB: more than the kernel's two buffers ever take, so the rest must stay with the sender while we do not read.
  const frames = 24_000;
  const frameBytes = 1024;
  const { url, accepted } = serve();
  const ws = dial(url);
  const numbers: number[] = [];
  const first = nextMessage(ws);
  const all = Promise.withResolvers<void>();
  ws.on("message", (bytes) => {
    numbers.push(Number(bytes.subarray(0, 8).toString()));
    if (numbers.length === 1) ws.pause();
    if (numbers.length === frames) all.resolve();
  });
  const server = await accepted;
  const filler = "z".repeat(frameBytes - 8);
  for (let i = 0; i < frames; i++) server.send(String(i).padStart(8, "0") + filler);

  await first;
  await turns(5);
  const whilePaused = numbers.length;
  expect(ws.isPaused).toBe(true);
  // One read of the socket is delivered to its end, no more: this is what the session's held queue is for.
  expect(whilePaused).toBeLessThan(1024);
  await turns(20);
  expect(numbers.length).toBe(whilePaused);
  expect(server.getBufferedAmount()).toBeGreaterThan(1024 * 1024);

  ws.resume();
  await all.promise;
  expect(numbers).toEqual(Array.from({ length: frames }, (_, i) => i));
});

test("ws: pause and resume at random keep order", async () => {
  const frames = 5000;
  const prng = new Prng(7);
  const { url, accepted } = serve();
  const ws = dial(url);
  const numbers: number[] = [];
  const all = Promise.withResolvers<void>();
  ws.on("message", (bytes) => {
    numbers.push(Number(bytes.toString()));
    if (numbers.length === frames) all.resolve();
    if (!ws.isPaused && prng.chance(0.01)) {
      ws.pause();
      setImmediate(() => ws.resume());
    }
  });
  const server = await accepted;
  for (let i = 0; i < frames; i++) server.send(String(i));
  await all.promise;
  expect(numbers).toEqual(Array.from({ length: frames }, (_, i) => i));
});

test.each([401, 403, 429, 503])("ws: a refused upgrade tells its status: %d", async (status) => {
  const server = Bun.serve({
    port: 0,
    fetch: () => new Response("refused", { status, headers: { "Retry-After": "7" } }),
  });
  closers.push(() => server.stop(true));
  const ws = dial(`ws://127.0.0.1:${server.port}/`);
  const refused = once<[unknown, IncomingMessage]>((resolve) => ws.on("unexpected-response", resolve));
  const [, response] = await refused;
  expect(response.statusCode).toBe(status);
  expect(response.headers["retry-after"]).toBe("7");

  // With a listener the connection is ours to end; "close" is the last event.
  const end = closed(ws);
  ws.terminate();
  expect((await end)[0]).toBe(1006);
});

test("ws: an answer that is not HTTP is an error, then a close", async () => {
  const url = await serveTcp((socket) => socket.end("garbage\r\n\r\n"));
  const ws = dial(url);
  const error = failed(ws);
  expect((await closed(ws))[0]).toBe(1006);
  expect((await error)[0].message).toContain("Parse Error");
});

test("ws: the handshake timeout fires on a server that accepts and never answers", async () => {
  const url = await serveTcp(() => {});
  const ws = dial(url, { handshakeTimeout: 50 });
  const error = failed(ws);
  expect((await closed(ws))[0]).toBe(1006);
  expect((await error)[0].message).toContain("timed out");
});

test("ws: a message above maxPayload closes the connection, one at the bound passes", async () => {
  const { url, accepted } = serve();
  const ws = dial(url, { maxPayload: 1000 });
  const fits = nextMessage(ws);
  (await accepted).send("x".repeat(1000));
  expect((await fits)[0].length).toBe(1000);

  const error = failed(ws);
  const end = closed(ws);
  (await accepted).send("x".repeat(1001));
  expect((await end)[0]).toBe(1006);
  expect((await error)[0].message).toContain("Max payload size exceeded");
});

test("ws: a frame of many MB arrives whole", async () => {
  const bytes = 20 * 1024 * 1024;
  const { url, accepted } = serve();
  const ws = dial(url, { maxPayload: 64 * 1024 * 1024 });
  const message = nextMessage(ws);
  (await accepted).send("y".repeat(bytes));
  expect((await message)[0].length).toBe(bytes);
});

test("ws: bufferedAmount counts what a peer that does not read has not taken", async () => {
  const url = await serveTcp(upgradeAndStopReading);
  const ws = dial(url);
  await opened(ws);
  const block = "q".repeat(1024 * 1024);
  for (let i = 0; i < 16; i++) ws.send(block);
  expect(ws.bufferedAmount).toBeGreaterThan(1024 * 1024);
});

test("ws: close waits for a peer that never answers, terminate ends it at once", async () => {
  const url = await serveTcp(upgradeAndStopReading);
  const ws = dial(url);
  await opened(ws);
  let ended = false;
  const end = closed(ws).then(() => {
    ended = true;
  });
  ws.close(1000);
  await turns(20);
  expect(ended).toBe(false);
  ws.terminate();
  await end;
});

test("ws: the server's close code and reason arrive", async () => {
  const { url } = serve({ open: (socket) => socket.close(4001, "auth") });
  const [code, reason] = await closed(dial(url));
  expect(code).toBe(4001);
  expect(reason.toString()).toBe("auth");
});

test("ws: after the close every method is harmless", async () => {
  const { url, accepted } = serve();
  const ws = dial(url);
  await opened(ws);
  (await accepted).terminate();
  expect((await closed(ws))[0]).toBe(1006);
  expect(() => {
    ws.pause();
    ws.resume();
    ws.close();
    ws.terminate();
  }).not.toThrow();
});

/** Lets the event loop turn, with its socket polling, `count` times. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setTimeout(resolve, 1));
}
