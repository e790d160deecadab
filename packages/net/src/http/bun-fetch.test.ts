import { afterEach, expect, test } from "bun:test";
import { answerJson, openRawServer, type RawRequest } from "./raw-server.ts";

// What the HTTP client stands on and Bun does not promise. Run this first after a Bun upgrade.

type RawServer = Awaited<ReturnType<typeof openRawServer>>;
let server: RawServer | undefined;
afterEach(() => server?.close());

/** Answers the first request of a connection and breaks the connection at the next one. */
function breakWhenReused(request: RawRequest): void {
  if (request.onConnection === 0) answerJson(request);
  else request.socket.resetAndDestroy();
}

/** Sends one request over a pooled connection that breaks; returns how often the server saw it. */
async function sendOverBrokenPool(method: string, init: BunFetchRequestInit = {}): Promise<number> {
  server = await openRawServer(breakWhenReused);
  const { baseUrl, lines } = server;
  const session = new Bun.FetchSession({ keepAlive: { maxIdleSockets: 1 } });
  await (await session.fetch(`${baseUrl}/warm`)).text();
  await session.fetch(`${baseUrl}/it`, { method, ...init }).catch(() => {});
  session.close();
  server.close();
  return lines.filter((line) => line === `${method} /it`).length;
}

test("FetchSession: behavior: idle connections are bounded", async () => {
  const waiting: RawRequest[] = [];
  server = await openRawServer((request) => {
    waiting.push(request);
    if (waiting.length === 8) for (const one of waiting.splice(0)) answerJson(one);
  });
  const { baseUrl } = server;
  const session = new Bun.FetchSession({ keepAlive: { idleTimeout: 60, maxIdleSockets: 3 } });
  await Promise.all(Array.from({ length: 8 }, async () => (await session.fetch(baseUrl)).text()));
  // The closing of the others takes its way through the kernel.
  while (server.connections > 3) await Bun.sleep(2);
  expect(server.connections).toBe(3);
  session.close();
});

test("fetch: behavior: a POST or PATCH on a pooled connection that breaks is not sent again by Bun", async () => {
  expect(await sendOverBrokenPool("POST", { body: "{}" })).toBe(1);
  expect(await sendOverBrokenPool("PATCH", { body: "{}" })).toBe(1);
});

test("fetch: behavior: GET, PUT and DELETE are, which is why those that must not get a connection of their own", async () => {
  expect(await sendOverBrokenPool("GET")).toBeGreaterThan(1);
  expect(await sendOverBrokenPool("PUT", { body: "{}" })).toBeGreaterThan(1);
  expect(await sendOverBrokenPool("DELETE")).toBeGreaterThan(1);
  expect(await sendOverBrokenPool("PUT", { body: "{}", keepalive: false })).toBe(1);
  expect(await sendOverBrokenPool("DELETE", { keepalive: false })).toBe(1);
});

test("fetch: behavior: the error of a failed connection carries the whole address, which is why it is not kept", async () => {
  const error: unknown = await fetch("http://127.0.0.1:1/x?api_key=hidden").catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "ECONNREFUSED", path: "http://127.0.0.1:1/x?api_key=hidden" });
});
