import { afterEach, expect, test } from "bun:test";
import type { ClientSocket, SocketEvents, SocketRequest } from "./client-socket.ts";
import { openWsSocket } from "./ws-socket.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Opens a socket to a server of its own and resolves, once it has ended, with what it said. */
function dial(
  fetch: (request: Request, server: Bun.Server<undefined>) => Response | undefined,
  act: (socket: ClientSocket, event: string) => void = () => {},
  request: Partial<SocketRequest> = {},
): Promise<string[]> {
  const server = Bun.serve({
    port: 0,
    fetch,
    websocket: {
      message: (ws, text) => {
        ws.send(`echo ${text}`);
      },
      open: (ws) => {
        ws.ping();
      },
    },
  });
  closers.push(() => server.stop(true));
  const log: string[] = [];
  const ended = Promise.withResolvers<string[]>();
  const say = (event: string) => {
    log.push(event);
    act(socket, event);
  };
  const events: SocketEvents = {
    opened: () => say("opened"),
    message: (bytes) => say(`message ${new TextDecoder().decode(bytes)}`),
    beat: () => say("beat"),
    refused: (status, retryAfterMs) => say(`refused ${status} ${retryAfterMs}`),
    ended: ({ code, text }) => {
      log.push(`ended ${code} ${text}`);
      ended.resolve(log);
    },
  };
  const url = `ws://127.0.0.1:${server.port}/`;
  const socket = openWsSocket({ url, headers: {}, handshakeTimeoutMs: 2000, payloadBytesMax: 64, ...request }, events);
  return ended.promise;
}

const upgrade = (request: Request, server: Bun.Server<undefined>) =>
  server.upgrade(request) ? undefined : new Response("no upgrade", { status: 400 });

test("openWsSocket: default: opened, beats, messages, ended", async () => {
  const log = await dial(upgrade, (socket, event) => {
    if (event === "opened") socket.send("hello");
    if (event === "message echo hello") socket.close();
  });
  expect(log).toEqual(["opened", "beat", "message echo hello", "ended 1000 "]);
});

test("openWsSocket: behavior: a refusal tells status and Retry-After, then the socket ends by itself", async () => {
  const refuse = (retryAfter: string) => () =>
    new Response("slow down", { status: 429, headers: { "Retry-After": retryAfter } });
  expect((await dial(refuse("7")))[0]).toBe("refused 429 7000");
  const dated = await dial(refuse("Wed, 21 Oct 2026 07:28:00 GMT"));
  expect(dated.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["refused 429", "ended 1006"]);
  expect(dated[0]).toBe("refused 429 undefined");
});

test("openWsSocket: behavior: a message above the bound ends it and says so", async () => {
  const log = await dial(upgrade, (socket, event) => {
    if (event === "opened") socket.send("x".repeat(64));
  });
  expect(log.at(-1)).toBe("ended 1006 Max payload size exceeded");
});

test("openWsSocket: behavior: send and ping before the opening are harmless", async () => {
  const refuse = () => new Response("no", { status: 503 });
  const log = await dial(refuse, (socket, event) => {
    if (!event.startsWith("refused")) return;
    socket.send("early");
    socket.ping();
  });
  expect(log[0]).toBe("refused 503 undefined");
});
