import { expect, test } from "bun:test";
import { PolymarketExchange } from "./polymarket-exchange.ts";
import { RouteTable } from "./route-table.ts";
import type { SimCall, SimRoute } from "./sim-route.ts";
import { SimWorld } from "./sim-world.ts";

const world = new SimWorld({ exchange: new PolymarketExchange(1), seed: 1, nowMs: () => 7 });

/** Answers with the name of the route and what it was told. */
function echo(name: string, endpoint: string, takes: (call: SimCall) => boolean = () => true): SimRoute {
  return {
    endpoint,
    answer: (call) => (takes(call) ? Response.json([name, call.path, call.params, call.body, call.nowMs]) : undefined),
  };
}

const table = new RouteTable(world, [
  {
    name: "first",
    routes: [echo("A", "GET /things/{id}", ({ isHostNamed }) => isHostNamed), echo("B", "POST /things")],
  },
  {
    name: "second",
    routes: [echo("C", "GET /things/{id}"), echo("D", "GET /things/{id}/parts/{part}"), echo("E", "GET /")],
  },
]);

async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
  const request = new Request(`http://sim${path}`, init);
  const response = await table.answer(request, new URL(request.url), 7);
  return response.ok ? response.json() : response.status;
}

test("RouteTable: default: placeholders are decoded, the body comes as text", async () => {
  expect(await ask("/second/things/a%2Fb/parts/2")).toEqual([
    "D",
    "/things/a%2Fb/parts/2",
    { id: "a/b", part: "2" },
    "",
    7,
  ]);
  expect(await ask("/things", { method: "POST", body: "text" })).toEqual(["B", "/things", {}, "text", 7]);
  expect(await ask("/second")).toEqual(["E", "/", {}, "", 7]);
});

test("RouteTable: behavior: a prefix picks the host; without one a route may pass the request on", async () => {
  const route = async (path: string) => ((await ask(path)) as unknown[])[0];
  expect(await route("/first/things/1")).toBe("A");
  expect(await route("/second/things/1")).toBe("C");
  expect(await route("/things/1")).toBe("C");
});

test("RouteTable: error: another method, another length, an empty placeholder and no route are 404", async () => {
  expect(await ask("/things/1", { method: "DELETE" })).toBe(404);
  expect(await ask("/things/1/parts")).toBe(404);
  expect(await ask("/things/")).toBe(404);
  expect(await ask("/first")).toBe(404);
  expect(await ask("/second/things/%zz")).toEqual(["C", "/things/%zz", { id: "%zz" }, "", 7]);
});
