import { afterEach, expect, test } from "bun:test";
import { buildRig, type RigOptions } from "./feed-rig.ts";

/** The runner on real sockets against a real server: what the fake network cannot show. */
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type ServerSocket = Bun.ServerWebSocket<undefined>;

function serve(open: (socket: ServerSocket) => void) {
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("no upgrade", { status: 400 })),
    websocket: { backpressureLimit: 256 * 1024 * 1024, message() {}, open },
  });
  closers.push(() => server.stop(true));
  return server;
}

function run(port: number | undefined, options: RigOptions = {}) {
  const rig = buildRig({ ...options, session: { url: `ws://127.0.0.1:${port}/`, ...options.session } });
  closers.push(() => rig.feed.disconnect());
  return rig;
}

/** Turns the event loop until `done`; the test's own timeout is the bound. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => setTimeout(resolve, 1));
}

test("FeedRunner: live: a flood through a small ring with a slow reader loses nothing and keeps order", async () => {
  const frames = 20_000;
  const server = serve((socket) => {
    for (let i = 0; i < frames; i++) socket.send(i % 5000 === 4999 ? "600" : "1");
  });
  const { feed, core, reader } = run(server.port);
  expect((await feed.connect()).ok).toBe(true);
  await until(() => {
    reader.read(200);
    return feed.stats().counters.parsed === frames;
  });
  while (reader.read() > 0);
  expect(reader.slots).toBe(core.slotsPublished);
  expect(reader.slots).toBe(frames - 4 + 4 * 600);
  const { counters } = feed.stats();
  expect(counters).toMatchObject({ frames, parsed: frames, skipped: 0, heldDropped: 0, overruns: 0 });
  expect(counters.pauses).toBeGreaterThan(10);
  expect(counters.waiting).toBeGreaterThan(0);
});

test("FeedRunner: live: a refused key stops the venue at the first attempt", async () => {
  let attempts = 0;
  const server = Bun.serve({
    port: 0,
    fetch() {
      attempts++;
      return new Response("bad signature", { status: 401 });
    },
  });
  closers.push(() => server.stop(true));
  const { feed } = run(server.port);
  const outcome = await feed.connect();
  expect(outcome.ok ? "connected" : `${outcome.error.code} ${outcome.error.retry}`).toBe("auth never");
  await feed.disconnect();
  expect(attempts).toBe(1);
});

test("FeedRunner: live: a venue that goes down and comes back is found again", async () => {
  let up = true;
  const sockets: ServerSocket[] = [];
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) =>
      up && self.upgrade(request) ? undefined : new Response("down for maintenance", { status: 503 }),
    websocket: {
      message() {},
      open(socket) {
        sockets.push(socket);
        socket.send("1");
      },
    },
  });
  closers.push(() => server.stop(true));
  const { feed, core } = run(server.port, { session: { retry: { initialMs: 5, maxMs: 20 } } });
  await feed.connect();
  await until(() => feed.stats().counters.parsed === 1);
  up = false;
  sockets[0]?.terminate();
  await until(() => feed.stats().counters.handshakeRefused >= 2);
  expect(feed.isConnected()).toBe(false);
  up = true;
  await until(() => feed.stats().counters.parsed === 2);
  expect(feed.isConnected()).toBe(true);
  expect(core.log).toEqual(["open 0", "close 0 1006", "open 0"]);
});

test("FeedRunner: live: nobody listens: the first outcome is a network failure", async () => {
  const gone = serve(() => {});
  const { port } = gone;
  await gone.stop(true);
  const outcome = await run(port).feed.connect();
  expect(outcome.ok ? "connected" : `${outcome.error.code} ${outcome.error.retry}`).toBe("network backoff");
});

test("FeedRunner: live: disconnect says goodbye, even while paused", async () => {
  const closed = Promise.withResolvers<number>();
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("no upgrade", { status: 400 })),
    websocket: {
      message() {},
      open: (socket) => {
        for (let i = 0; i < 1000; i++) socket.send("1");
      },
      close: (_, code) => closed.resolve(code),
    },
  });
  closers.push(() => server.stop(true));
  const { feed } = run(server.port);
  await feed.connect();
  await until(() => feed.stats().paused);
  await feed.disconnect();
  expect(await closed.promise).toBe(1000);
  expect(feed.stats().connections.map(({ state }) => state)).toEqual(["disconnected"]);
});
