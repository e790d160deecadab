import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient, defineApiMethod, HttpConfig } from "@augury/net";
import { z } from "zod";
import { PayloadsConfig } from "../config/payloads-config.ts";
import { HttpClients } from "./http-clients.ts";
import { PayloadFolder } from "./payload-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-payloads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MIB = 1024 * 1024;
const payload = (at: number, text = `body ${at}`) => ({
  source: "kalshi",
  endpoint: "markets",
  status: 200,
  text,
  receivedTimeUs: 1_700_000_000_000_000 + at * 1000,
});

function open(name: string, config: z.input<typeof PayloadsConfig> = {}) {
  const directory = join(folder, name);
  const opened = PayloadFolder.open(folder, PayloadsConfig.parse({ keep: [{}], dir: name, ...config }));
  if (!opened.ok || !opened.value) throw new Error("the folder must open");
  const tap = opened.value;
  const texts = () =>
    readdirSync(directory)
      .sort()
      .map((file) => readFileSync(join(directory, file), "utf8"));
  return { directory, tap, texts };
}

test("PayloadFolder: default: a file per payload, named by time, source, endpoint and status, for its owner alone", async () => {
  const { directory, tap, texts } = open("default");
  tap.take(payload(1));
  tap.take({ ...payload(2), source: "a/../b", endpoint: "x", status: 404 });
  await tap.settled();
  expect(readdirSync(directory).sort()).toEqual([
    "1700000000001-000000_kalshi_markets_200.txt",
    "1700000000002-000001_a----b_x_404.txt",
  ]);
  expect(texts()).toEqual(["body 1", "body 2"]);
  const [file = ""] = readdirSync(directory);
  expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
});

test("PayloadFolder: behavior: rules choose by source, endpoint and status", () => {
  const { tap } = open("rules", {
    keep: [
      { source: "kalshi", endpoint: "market*" },
      { endpoint: "book", answers: "refused" },
    ],
  });
  const wants = (source: string, endpoint: string, status: number) => tap.wants(endpoint, status, source);
  expect(wants("kalshi", "markets", 200)).toBe(true);
  expect(wants("polymarket-gamma", "markets", 200)).toBe(false);
  expect([wants("any", "book", 200), wants("any", "book", 503), wants("any", "books", 503)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(PayloadFolder.open(folder, PayloadsConfig.parse({}))).toEqual({ ok: true, value: undefined });
});

test("PayloadFolder: behavior: the oldest go first, by number and by bytes, also those of an earlier run", async () => {
  const first = open("bounds", { filesMax: 3 });
  for (let at = 0; at < 5; at++) first.tap.take(payload(at));
  await first.tap.settled();
  expect(first.texts()).toEqual(["body 2", "body 3", "body 4"]);
  const second = open("bounds", { filesMax: 3, bytesMax: MIB });
  second.tap.take(payload(9, "x".repeat(MIB)));
  await second.tap.settled();
  expect(second.texts().map((text) => text.length)).toEqual([MIB]);
  expect(second.tap.bounds()).toMatchObject([
    { used: 1, max: 3, shed: 0 },
    { used: MIB, max: MIB },
  ]);
});

test("PayloadFolder: behavior: a long payload is cut and says so, a flood is shed and counted", async () => {
  const { directory, tap } = open("cut", { payloadBytesMax: 1024 });
  tap.take(payload(1, "x".repeat(5000)));
  await tap.settled();
  const [file = ""] = readdirSync(directory);
  expect([file.endsWith("_200_cut.txt"), statSync(join(directory, file)).size]).toEqual([true, 1024]);
  for (let at = 0; at < 40; at++) tap.take(payload(at));
  await tap.settled();
  expect(tap.shed).toBe(40 - 16);
});

test("PayloadFolder: error: a folder that cannot be made is one line", () => {
  writeFileSync(join(folder, "file"), "");
  const opened = PayloadFolder.open(folder, PayloadsConfig.parse({ keep: [{}], dir: "file/inside" }));
  expect(opened.ok ? "" : opened.error).toMatch(/^payloads\.dir: .* cannot be used \(E/);
});

test("PayloadFolder: error: a folder that is gone costs payloads and no call", async () => {
  const { directory, tap } = open("gone");
  rmSync(directory, { recursive: true });
  tap.take(payload(1));
  await tap.settled();
  expect(tap.shed).toBe(1);
});

test("PayloadFolder: behavior: behind a client it gets what the rule names, never an answer with a secret", async () => {
  const { tap, texts } = open("client");
  const clients = new HttpClients(tap);
  const method = (name: string, secretAnswer: boolean) =>
    defineApiMethod({
      name,
      description: "x",
      endpoint: `GET /${name}`,
      reference: "none",
      params: z.strictObject({}),
      example: {},
      answer: z.unknown(),
      secretAnswer,
      request: () => ({ path: `/${name}` }),
    });
  const client = clients.add(
    new ApiClient({
      source: "venue",
      baseUrl: "https://venue.test",
      config: HttpConfig.parse({}),
      methods: [],
      fetch: async (url) => Response.json({ url }),
      ...clients.seams,
    }),
  );
  await client.get(method("plain", false), {});
  await client.get(method("key", true), {});
  await tap.settled();
  expect(texts()).toEqual(['{"url":"https://venue.test/plain"}']);
});
