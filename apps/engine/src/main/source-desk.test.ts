import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig } from "../config/check-config.ts";
import { parseConfig } from "../config/load-config.ts";
import { HttpClients } from "./http-clients.ts";
import { SourceDesk } from "./source-desk.ts";

const KEY = "CG-canary-0123456789abcdef";
const VENUES = "venues: { polymarket: { markets: discover } }\n";
const FX = (name: string, url: string) => `name: ${name}
url: ${url}
headers: { Authorization: { env: FX_TOKEN, prefix: "Bearer " } }
methods:
  - name: rate
    path: /rate
    metrics: [{ name: fx_rate, unit: ratio, value: $.rate }]
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-sources-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function open(sources: unknown, env: Record<string, string> = {}, clients = new HttpClients()) {
  const text = `${VENUES}sources: ${JSON.stringify(sources)}\n`;
  const loaded = parseConfig(text, { file: "engine.yaml", env });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return SourceDesk.open(loaded.value.config, env, clients);
}

function opened(sources: unknown, env: Record<string, string> = {}, clients = new HttpClients()): SourceDesk {
  const desk = open(sources, env, clients);
  if (!desk.ok) throw new Error(desk.error);
  return desk.value;
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A host on this machine that answers every request as told, and keeps what it was asked. */
function host(answer: (path: string) => Response | Promise<Response>) {
  const seen: Headers[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      // Copied: a request that was answered has no headers any more.
      seen.push(new Headers(request.headers));
      return answer(new URL(request.url).pathname);
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, seen, [Symbol.dispose]: () => void server.stop(true) };
}

test("SourceDesk: default: opens what is named and enabled, keyless where there is no key", () => {
  const desk = opened({ alternativeme: {}, coingecko: {}, coinmarketcap: { enabled: false } });
  expect(desk.views().map(({ name, key, hasKey }) => [name, key, hasKey])).toEqual([
    ["alternativeme", "none", false],
    ["coingecko", "optional", false],
  ]);
  expect(opened({}).views()).toEqual([]);
  desk.close();
});

test("SourceDesk: behavior: a call is checked, signed with the key, counted and metered", async () => {
  using server = host(() => Response.json({ bitcoin: { usd: 67000.5, last_updated_at: 1_790_000_000 } }));
  const clients = new HttpClients();
  const section = { plan: "demo", baseUrl: server.url, apiKey: { env: "MY_KEY" } };
  const desk = opened({ coingecko: section }, { MY_KEY: KEY }, clients);
  const answer = await desk.call("coingecko", "simple-price", { ids: "bitcoin" });
  if (!answer.ok) throw answer.error;
  expect(answer.value.metrics[0]).toMatchObject({ source: "coingecko", value: 67_000.5 });
  expect(server.seen[0]?.get("x-cg-demo-api-key")).toBe(KEY);
  expect(clients.list()).toMatchObject([{ name: "coingecko", counters: { calls: 1, answers2xx: 1 } }]);
  expect(clients.budgets()).toMatchObject([{ source: "coingecko", rejected: 0 }]);
  const [view] = desk.views();
  expect([view?.hasKey, view?.usage.allowances[0]?.granted]).toEqual([true, 1]);
  expect(JSON.stringify([view, answer.value, clients.list()])).not.toContain(KEY);
  desk.close();
});

test("SourceDesk: error: unknown names say what there is, wrong parameters are refused before anything is sent", async () => {
  using server = host(() => Response.json({}));
  const desk = opened({ coingecko: { baseUrl: server.url } });
  const codeOf = async (source: string, method: string, params: unknown) => {
    const answer = await desk.call(source, method, params);
    return answer.ok ? "" : `${answer.error.code}: ${answer.error.message}`;
  };
  expect(await codeOf("coinbase", "x", {})).toBe("not_found: there is no source coinbase");
  expect(await codeOf("coingecko", "x", {})).toBe("not_found: coingecko has no method x");
  expect(await codeOf("coingecko", "simple-price", { idz: 1 })).toStartWith("rejected: ");
  expect(server.seen).toEqual([]);
  desk.close();
});

test("SourceDesk: behavior: a key that a host echoes stays out of the error", async () => {
  using server = host(() => Response.json({ status: { error_message: `bad key ${KEY}` } }, { status: 401 }));
  const desk = opened({ coingecko: { baseUrl: server.url } }, { CG_API_KEY: KEY });
  const answer = await desk.call("coingecko", "ping", {});
  if (answer.ok) throw new Error("the host refused the key");
  expect([answer.error.code, `${answer.error.message} ${answer.error.hint}`]).toEqual(["auth", expect.any(String)]);
  expect(`${answer.error.message} ${answer.error.hint}`).not.toContain(KEY);
  desk.close();
});

test("SourceDesk: behavior: sources from files stand beside the shipped ones", async () => {
  using server = host(() => Response.json({ rate: "1.08" }));
  const desk = opened({ custom: [file("fx.yaml", FX("fx-rates", server.url))] }, { FX_TOKEN: "tok-1234567890" });
  const answer = await desk.call("fx-rates", "rate", {});
  if (!answer.ok) throw answer.error;
  expect(answer.value.metrics).toMatchObject([{ source: "fx-rates", name: "fx_rate", value: 1.08 }]);
  expect(server.seen[0]?.get("authorization")).toBe("Bearer tok-1234567890");
  expect(desk.views()).toMatchObject([{ name: "fx-rates", key: "required", hasKey: true }]);
  desk.close();
});

test("SourceDesk: error: files that describe no source, or the same one twice, with their places", () => {
  const good = file("good.yaml", FX("fx-rates", "https://rates.example"));
  const twin = file("twin.yaml", FX("fx-rates", "https://other.example"));
  const bad = file("bad.yaml", "name: fx\nurl: https://rates.example\nmethods: []\n");
  const failed = open({ custom: [good, twin, bad, join(folder, "none.yaml")] });
  expect(failed.ok ? [] : failed.error.split("\n")).toEqual([
    `${twin}: another file describes a source named fx-rates`,
    expect.stringContaining(`${bad}:3:10: methods:`),
    `${join(folder, "none.yaml")}: there is no such file`,
  ]);
  const config = file("engine.yaml", `${VENUES}sources: { custom: [${bad}] }\n`);
  expect(checkConfig(config, {})).toMatchObject({
    ok: false,
    lines: [expect.stringContaining("bad.yaml:3:10"), expect.anything()],
  });
});

test("SourceDesk: behavior: closing ends calls under way", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  using server = host(() => {
    resolve();
    return new Promise<Response>(() => {});
  });
  const desk = opened({ coingecko: { baseUrl: server.url } });
  const call = desk.call("coingecko", "ping", {});
  await promise;
  desk.close();
  expect((await call).ok).toBe(false);
});
