import { afterEach, describe, expect, test } from "bun:test";
import { HttpClient } from "./http-client.ts";
import { HttpConfig, type HttpOverride } from "./http-config.ts";
import type { HttpRequest } from "./http-request.ts";
import { answerJson, openRawServer, type RawRequest } from "./raw-server.ts";

// The client over Bun's own fetch and real sockets: what no fake can show.

const GET = { endpoint: "book", path: "/book" } as const satisfies HttpRequest;
const ORDER = { endpoint: "order", path: "/order", method: "POST", body: { size: 1 } } as const satisfies HttpRequest;
const CANCEL = { endpoint: "cancel", path: "/order/1", method: "DELETE" } as const satisfies HttpRequest;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function openClient(baseUrl: string, config: HttpOverride = {}): HttpClient {
  const fast = { retry: { initialMs: 1, maxMs: 5 }, ...config };
  const client = new HttpClient({ source: "test", baseUrl, config: HttpConfig.parse(fast) });
  closers.push(() => client.close());
  return client;
}

async function serveRaw(serve: (request: RawRequest) => void) {
  const server = await openRawServer(serve);
  closers.push(() => server.close());
  return server;
}

function serve(answer: (request: Request) => Response | Promise<Response>) {
  const seen: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      seen.push(`${request.method} ${new URL(request.url).pathname}`);
      return answer(request);
    },
  });
  closers.push(() => server.stop(true));
  return { baseUrl: `http://127.0.0.1:${server.port}`, seen };
}

async function errorOf(client: HttpClient, request: HttpRequest) {
  const outcome = await client.request(request);
  return outcome.ok ? undefined : outcome.error;
}

test("request: default: over a real server, compressed", async () => {
  const { baseUrl } = serve(async (request) => {
    const bytes = Bun.gzipSync(Buffer.from(JSON.stringify({ got: await request.json() })));
    return new Response(bytes, { headers: { "content-type": "application/json", "content-encoding": "gzip" } });
  });
  const outcome = await openClient(baseUrl).request({ ...ORDER, idempotent: true });
  expect(outcome.ok && outcome.value).toMatchObject({
    value: { got: { size: 1 } },
    status: 200,
    attempts: 1,
    bytes: 18,
  });
});

describe("what must not be repeated reaches the server once", () => {
  const breaks: [string, (request: RawRequest) => void][] = [
    ["reset before the answer", ({ socket }) => socket.resetAndDestroy()],
    ["closed before the answer", ({ socket }) => socket.end()],
    ["silence", () => {}],
    ["500", ({ socket }) => socket.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")],
    [
      "503 with Retry-After",
      ({ socket }) => socket.write("HTTP/1.1 503 No\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"),
    ],
    ["half an answer", ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":')],
  ];
  for (const [name, breakIt] of breaks) {
    for (const request of [ORDER, CANCEL]) {
      test(`request: behavior: ${request.method}, fresh and pooled connection: ${name}`, async () => {
        const server = await serveRaw((one) => {
          if (one.line === "GET /book") answerJson(one);
          else breakIt(one);
        });
        // Silence ends by time; between two of them an answer has as long.
        const patienceMs = name === "silence" ? 1_000 : 20_000;
        const limits = { headersTimeoutMs: patienceMs, attemptTimeoutMs: patienceMs };
        const client = openClient(server.baseUrl, limits);
        expect((await errorOf(client, request))?.retry).toBe("resync");
        expect((await client.request(GET)).ok).toBe(true);
        expect((await errorOf(client, request))?.retry).toBe("resync");
        expect(server.lines.filter((line) => line !== "GET /book")).toHaveLength(2);
      });
    }
  }

  test("request: error: a refused connection is known not to have reached it", async () => {
    const server = await serveRaw(() => {});
    server.close();
    expect(await errorOf(openClient(server.baseUrl), ORDER)).toMatchObject({ code: "network", retry: "backoff" });
  });
});

test("request: behavior: an idempotent request survives a reset, a silence, half an answer and a 500", async () => {
  const troubles: ((request: RawRequest) => void)[] = [
    ({ socket }) => socket.resetAndDestroy(),
    () => {},
    ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":'),
    ({ socket }) => socket.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
  ];
  let at = 0;
  const server = await serveRaw((request) => {
    const trouble = troubles[at++];
    if (trouble) trouble(request);
    else answerJson(request, '{"a":1}');
  });
  const client = openClient(server.baseUrl, {
    headersTimeoutMs: 1_000,
    retry: { attemptsMax: 5, initialMs: 1, maxMs: 5 },
  });
  const outcome = await client.request(GET);
  expect(outcome.ok && outcome.value).toMatchObject({ value: { a: 1 }, attempts: 5 });
  expect(client.counters.read()).toMatchObject({
    attempts: 5,
    networkErrors: 2,
    timeouts: 1,
    answers5xx: 1,
    answers2xx: 1,
  });
});

test("request: error: an endless body is cut off early, and the server notices", async () => {
  let written = 0;
  const gone = Promise.withResolvers<void>();
  const server = await serveRaw(({ socket }) => {
    socket.on("close", () => gone.resolve());
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
      if (!socket.destroyed) socket.once("drain", pour);
    };
    pour();
  });
  const error = await errorOf(openClient(server.baseUrl, { bodyBytesMax: 200_000 }), GET);
  expect(error).toMatchObject({ code: "bad_payload", retry: "never" });
  await gone.promise;
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test("request: error: a small compressed body that unpacks beyond the bound", async () => {
  const { baseUrl } = serve(() => {
    const bytes = Bun.gzipSync(new Uint8Array(5_000_000));
    return new Response(bytes, { headers: { "content-type": "application/json", "content-encoding": "gzip" } });
  });
  expect((await errorOf(openClient(baseUrl, { bodyBytesMax: 100_000 }), GET))?.message).toContain("100000 bytes");
});

test("request: error: a redirect to another host is refused, and that host hears nothing", async () => {
  const other = serve(() => Response.json({}));
  const { baseUrl, seen } = serve(() => Response.redirect(`${other.baseUrl}/book`, 302));
  expect(await errorOf(openClient(baseUrl), GET)).toMatchObject({ code: "rejected", status: 302 });
  expect([seen.length, other.seen.length]).toEqual([1, 0]);
});

test("request: behavior: a redirect on the same host is followed", async () => {
  const { baseUrl, seen } = serve((request) =>
    request.url.endsWith("/book") ? Response.redirect("/book/", 301) : Response.json({ a: 1 }),
  );
  expect((await openClient(baseUrl).request(GET)).ok).toBe(true);
  expect(seen).toEqual(["GET /book", "GET /book/"]);
});

test("request: error: a server that does not speak TLS", async () => {
  const server = await serveRaw(({ socket }) => socket.end("HTTP/1.1 400 Plain HTTP\r\n\r\n"));
  const error = await errorOf(openClient(server.baseUrl.replace("http:", "https:")), ORDER);
  expect(error?.code).toBe("network");
});

test("request: behavior: one connection serves call after call", async () => {
  let connections = 0;
  const server = await serveRaw((request) => {
    if (request.onConnection === 0) connections++;
    answerJson(request);
  });
  const client = openClient(server.baseUrl);
  for (let i = 0; i < 5; i++) await client.request(i % 2 === 0 ? GET : ORDER);
  expect(connections).toBe(1);
});

test("request: behavior: canceling closes the connection", async () => {
  const gone = Promise.withResolvers<void>();
  const canceling = new AbortController();
  const server = await serveRaw(({ socket }) => {
    socket.on("close", () => gone.resolve());
    canceling.abort();
  });
  const error = await errorOf(openClient(server.baseUrl), { ...GET, signal: canceling.signal });
  expect(error).toMatchObject({ code: "network", retry: "never" });
  await gone.promise;
});
