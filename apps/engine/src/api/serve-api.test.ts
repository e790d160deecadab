import { expect, test } from "bun:test";
import { Hono } from "hono";
import { serveApi } from "./serve-api.ts";

const app = new Hono().get("/", (c) => c.text("here"));

test("serveApi: default: serves on a free port and says which", async () => {
  const served = serveApi(app, "127.0.0.1", 0);
  if (!served.ok) throw new Error(served.error.message);
  const { url, port, stop } = served.value;
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect(await (await fetch(url)).text()).toBe("here");
  await stop();
});

test("serveApi: error: a port in use is one clear line, and no other port is taken", async () => {
  const first = serveApi(app, "127.0.0.1", 0);
  if (!first.ok) throw new Error(first.error.message);
  const { port, stop } = first.value;
  expect(serveApi(app, "127.0.0.1", port)).toEqual({
    ok: false,
    error: {
      code: "port_in_use",
      message: `127.0.0.1:${port} is in use: stop the other program or set api.port (AUGURY_API_PORT)`,
    },
  });
  await stop();
});

test("serveApi: error: an address that is not ours", () => {
  const served = serveApi(app, "192.0.2.1", 0);
  expect(served).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining("check api.host and api.port") },
  });
});
