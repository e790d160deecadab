import { afterEach, expect, test } from "bun:test";
import WebSocket from "ws";
import { ChaosDial } from "./chaos-dial.ts";
import { Fault } from "./fault.ts";
import type { SimConnection } from "./sim-connection.ts";
import { SimServer } from "./sim-server.ts";

const servers: SimServer[] = [];
const clients: WebSocket[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A server whose sessions answer "ping" with "pong" and otherwise wait for the test. */
function start(relay: boolean): { server: SimServer; connections: SimConnection[] } {
  const connections: SimConnection[] = [];
  const server = new SimServer({
    port: 0,
    relay,
    sockets: ["/ws", "/other"].map((path) => ({
      path,
      admit: () => "someone",
      accept: (connection) => {
        connections.push(connection);
        return {
          receive: (text) =>
            connection.send(text === "ping" ? `pong${path === "/ws" ? "" : " of another"}` : "what?", "reply"),
          onTime: () => {},
          closed: () => {},
        };
      },
    })),
    dial: new ChaosDial(1),
    nowMs: Date.now,
    rest: () => new Response("rest"),
    refusal: (status) => new Response("no", { status }),
  });
  servers.push(server);
  return { server, connections };
}

interface Client {
  readonly socket: WebSocket;
  readonly got: string[];
  readonly pongs: () => number;
  readonly closedWith: Promise<number>;
}

async function connect(server: SimServer, path = "/ws"): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
    perMessageDeflate: false,
    maxPayload: 1 << 28,
  });
  clients.push(socket);
  const got: string[] = [];
  let pongs = 0;
  socket.on("message", (data: Buffer) => got.push(data.toString()));
  socket.on("pong", () => pongs++);
  socket.on("error", () => {});
  const closedWith = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise<void>((resolve, reject) => socket.on("open", () => resolve()).on("error", reject));
  return { socket, got, pongs: () => pongs, closedWith };
}

/** Waits for a condition; the test run's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

test.each([[false], [true]])(
  "SimServer: behavior: a client that stops reading still gets every byte (relay %p)",
  async (relay) => {
    const { server, connections } = start(relay);
    const client = await connect(server);
    await until(() => connections.length === 1);
    const connection = connections[0] as SimConnection;
    client.socket.pause();
    const frames = Array.from(
      { length: 120 },
      (_, i) => `${i}:${String.fromCharCode(97 + (i % 26)).repeat(i % 3 === 0 ? 900_000 : 70)}`,
    );
    for (const frame of frames) connection.send(frame, "delta");
    server.flush();
    expect(server.isBlocked).toBe(true);
    client.socket.resume();
    await server.drained();
    await until(() => client.got.length === frames.length);
    expect(client.got.every((text, i) => text === frames[i])).toBe(true);
    expect(server.stats().framesSent).toBe(frames.length);
  },
);

test("SimServer: behavior: each address has its own sessions", async () => {
  const { server } = start(false);
  const [first, other] = [await connect(server), await connect(server, "/other")];
  for (const client of [first, other]) client.socket.send("ping");
  await until(() => first.got.length + other.got.length === 2);
  expect([first.got, other.got]).toEqual([["pong"], ["pong of another"]]);
});

const HALF_OPEN_MS = 150;
test("SimServer.chaos: behavior: half_open answers neither text nor ping and closes nothing", async () => {
  const { server, connections } = start(true);
  const client = await connect(server);
  client.socket.send("ping");
  await until(() => client.got.length === 1);
  const startedMs = performance.now();
  expect(server.chaos(Fault.parse({ fault: "half_open", args: { durationMs: HALF_OPEN_MS } })).ok).toBe(true);
  client.socket.send("ping");
  client.socket.ping();
  connections[0]?.send("data", "delta");
  server.flush();
  // Until its end: whatever came meanwhile would have come before the close.
  expect(await client.closedWith).toBe(1006);
  expect([client.got.length, client.pongs()]).toEqual([1, 0]);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(HALF_OPEN_MS - 1);
});

test("SimServer.chaos: error: half_open without the relay says so", () => {
  const outcome = start(false).server.chaos(Fault.parse({ fault: "half_open" }));
  expect(outcome.ok ? "" : outcome.error).toContain("relay");
});

test("SimServer.chaos: behavior: disconnect with and without a code, counted per socket", async () => {
  const { server } = start(true);
  const [first, second] = [await connect(server), await connect(server)];
  server.chaos(Fault.parse({ fault: "disconnect", args: { code: 1012 } }));
  expect(await Promise.all([first.closedWith, second.closedWith])).toEqual([1012, 1012]);
  const third = await connect(server);
  server.chaos(Fault.parse({ fault: "disconnect" }));
  expect(await third.closedWith).toBe(1006);
  expect(server.stats().faults).toEqual({ disconnect: 3 });
});

test("SimServer.chaos: behavior: refused handshakes and requests carry the status, then service goes on", async () => {
  const { server } = start(false);
  server.chaos(Fault.parse({ fault: "refuse_handshake", args: { status: 503 } }));
  await expect(connect(server)).rejects.toThrow("503");
  server.chaos(Fault.parse({ fault: "too_many_requests" }));
  const statuses: number[] = [];
  for (let i = 0; i < 2; i++) statuses.push((await fetch(`http://127.0.0.1:${server.port}/`)).status);
  expect(statuses).toEqual([429, 200]);
  expect((await connect(server)).socket.readyState).toBe(WebSocket.OPEN);
  expect(server.stats().handshakesRefused).toBe(1);
});
