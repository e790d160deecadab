import { afterAll, expect, test } from "bun:test";
import { toyProvider } from "../api/toy-provider.ts";
import { readEngineDrift } from "./engine-drift.ts";
import { probeDrift } from "./probe-drift.ts";

test("probeDrift: default: every open read once with its example, unknown fields by place, failures told", async () => {
  const asked: string[] = [];
  const provider = toyProvider(async (url, { method }) => {
    asked.push(`${method} ${new URL(url).pathname}`);
    if (url.includes("/things/a1")) return Response.json({ id: "a1", novel: { deep: 1 } });
    return Response.json({ error: "down" }, { status: 503 });
  });
  const [group] = provider.groups;
  const { drift, calls } = await probeDrift([{ ...provider, groups: group ? [group] : [] }], {});
  // What changes something and what needs a key is left alone.
  expect(asked).toEqual(["GET /things/a1", "GET /things"]);
  expect(drift.entries()).toMatchObject([
    { source: "toy", endpoint: "thing", path: "novel", type: "object", count: 1 },
  ]);
  expect(calls.map(({ command, error }) => [command, error?.code])).toEqual([
    ["toy toys thing", undefined],
    ["toy toys things", "venue_down"],
  ]);
});

const field = { source: "kalshi", endpoint: "markets", path: "novel", type: "string", count: 3 };
const engine = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => {
    const { pathname, search } = new URL(request.url);
    return Response.json({ total: 7, shed: 1, fields: [{ ...field, path: `${pathname}${search}` }] });
  },
});
afterAll(() => engine.stop(true));

test("readEngineDrift: default: asks the engine's API", async () => {
  const answer = await readEngineDrift(engine.url.href, { source: "kalshi", limit: 5 });
  expect(answer.ok && answer.value).toEqual({
    total: 7,
    shed: 1,
    fields: [{ ...field, path: "/drift?source=kalshi&limit=5" }],
  });
});

test("readEngineDrift: error: nobody there", async () => {
  const gone = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { href } = gone.url;
  await gone.stop(true);
  const answer = await readEngineDrift(href, { limit: 5 });
  expect(answer.ok ? "" : answer.error.code).toBe("network");
});
