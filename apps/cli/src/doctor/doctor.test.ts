import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpClientOptions, OpenSocket } from "@augury/net";
import { generateThrowawayKeyPair } from "@augury/signing";
import { type Sim, startSim } from "@augury/sim";
import { CHECKS } from "./checks.ts";
import { formatFindings, isBlocked } from "./print-findings.ts";
import { type DoctorOptions, examine } from "./run-doctor.ts";

const DEMO = "config/demo.yaml";
const PAIR = generateThrowawayKeyPair();
const KEY_ID = "doctor-test-key";
/** Long enough for a busy machine; nothing waits for it unless something hangs. */
const TIMEOUT_MS = 20_000;

let sim: Sim;
let folder = "";
beforeAll(async () => {
  sim = await startSim({ kalshiKeys: [{ keyId: KEY_ID, publicKey: PAIR.publicKeyPem }] });
  folder = mkdtempSync(join(tmpdir(), "augury-doctor-"));
});
afterAll(async () => {
  await sim.stop();
  rmSync(folder, { recursive: true });
});

/** The demo's configuration with the running sim's addresses laid over it. */
function simEnv(more: Record<string, string> = {}): Record<string, string> {
  const { polymarket, kalshi } = sim.manifest;
  return {
    AUGURY_DATA_DIR: folder,
    AUGURY_VENUES_POLYMARKET_MARKET_WS: polymarket.socketUrl,
    AUGURY_VENUES_POLYMARKET_CLOB_URL: polymarket.url,
    AUGURY_VENUES_POLYMARKET_GAMMA_URL: polymarket.url,
    AUGURY_VENUES_POLYMARKET_SITE_URL: polymarket.url,
    AUGURY_REFERENCE_URL: polymarket.referenceUrls.polybolt,
    AUGURY_VENUES_KALSHI_WS: kalshi.socketUrl,
    AUGURY_VENUES_KALSHI_REST_URL: kalshi.url,
    AUGURY_DEMO_KALSHI_KEY_ID: KEY_ID,
    AUGURY_DEMO_KALSHI_PRIVATE_KEY: PAIR.privateKeyPem,
    AUGURY_API_TOKEN: "canary-token-4f6b2c9d8e7a",
    ...more,
  };
}

const examineDemo = (env: Record<string, string>, options: Partial<DoctorOptions> = {}, seams = {}) =>
  examine({ file: DEMO, env, timeoutMs: TIMEOUT_MS, ...options }, seams);

/** Below every level there is a network that drops everything. */
const offline = {
  fetch: (async () => {
    throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
  }) as NonNullable<HttpClientOptions["fetch"]>,
  openSocket: ((_, events) => {
    queueMicrotask(() => events.ended({ code: 1006, text: "getaddrinfo ENOTFOUND" }));
    const nothing = () => {};
    const socket = { send: nothing, ping: nothing, pause: nothing, resume: nothing, close: nothing };
    return { bufferedBytes: 0, ...socket, terminate: nothing };
  }) as OpenSocket,
};

test("doctor: default: nothing blocks against the simulated venues", async () => {
  const findings = await examineDemo(simEnv());
  expect(findings.filter(({ level }) => level === "fail")).toEqual([]);
  expect(isBlocked(findings)).toBe(false);
  const fine = new Set(findings.filter(({ level }) => level === "ok").map(({ check }) => check));
  for (const check of [
    "config",
    "clock-polymarket",
    "clock-kalshi",
    "endpoints",
    "sockets",
    "reference-stream",
    "geoblock",
    "kalshi-account",
  ])
    expect(fine).toContain(check);
});

test("doctor: behavior: without network every line says so, and what to do", async () => {
  const findings = await examineDemo(simEnv(), {}, offline);
  expect(isBlocked(findings)).toBe(true);
  const failed = findings.filter(({ level }) => level === "fail");
  expect(
    new Set(failed.map(({ check }) => check)).isSupersetOf(new Set(["clock-kalshi", "endpoints", "sockets"])),
  ).toBe(true);
  for (const { text, fix } of failed) {
    expect(text).toContain("ENOTFOUND");
    expect(fix).toContain("network");
  }
  const lines = formatFindings(findings).trimEnd().split("\n");
  expect(lines).toHaveLength(findings.length + 1);
  expect(lines.at(-1)).toMatch(/^something blocks: \d+ fine, \d+ to look at, \d+ blocking, \d+ not looked at$/);
});

test("doctor: behavior: hosts that never answer are given up after the bound, all at the same time", async () => {
  const silent = {
    fetch: ((_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))) as NonNullable<
      HttpClientOptions["fetch"]
    >,
    openSocket: ((_, events) => {
      const nothing = () => {};
      const terminate = () => events.ended({ code: 1006, text: "" });
      const socket = { send: nothing, ping: nothing, pause: nothing, resume: nothing, close: nothing };
      return { bufferedBytes: 0, ...socket, terminate };
    }) as OpenSocket,
  };
  const findings = await examineDemo(simEnv(), { timeoutMs: 50 }, silent);
  const failed = findings.filter(({ level }) => level === "fail").map(({ check, text }) => [check, text]);
  expect(failed.length).toBeGreaterThanOrEqual(5);
  for (const [, text] of failed) expect(text).toMatch(/timeout|within/);
});

test("doctor: behavior: no secret is in any output, whatever comes back", async () => {
  const echo = (text: string) => Response.json({ error: text }, { status: 401 });
  const token = simEnv().AUGURY_API_TOKEN as string;
  const seams = {
    fetch: (async (_: string, { headers }: { headers: Headers }) =>
      echo(`bad key ${token} ${PAIR.privateKeyPem} ${KEY_ID} ${headers.get("kalshi-access-signature")}`)) as never,
    openSocket: offline.openSocket,
  };
  const key = PAIR.privateKeyPem.split("\n")[1] as string;
  const secretsFile = join(folder, "token");
  writeFileSync(secretsFile, token);
  chmodSync(secretsFile, 0o644);
  for (const env of [
    simEnv(),
    simEnv({ AUGURY_API_TOKEN_FILE: secretsFile }),
    simEnv({ AUGURY_DEMO_KALSHI_PRIVATE_KEY: key }),
  ]) {
    for (const network of [seams, offline, {}]) {
      const findings = await examineDemo(env, { timeoutMs: 2_000 }, network);
      const out = formatFindings(findings) + JSON.stringify(findings);
      expect(out).not.toContain(token);
      expect(out).not.toContain(key);
    }
  }
});

test("doctor: error: a configuration that does not load is told line by line, the machine is looked at all the same", async () => {
  const file = join(folder, "bad.yaml");
  writeFileSync(file, "mode: peper\nvenues: { kalshi: { markets: discover } }\n");
  const findings = await examineDemo({}, { file });
  expect(findings[0]).toMatchObject({
    check: "config",
    level: "fail",
    text: expect.stringContaining("bad.yaml:1:7: mode:"),
  });
  const byCheck = new Map(findings.map(({ check, level }) => [check, level]));
  expect([byCheck.get("bun"), byCheck.get("endpoints"), byCheck.get("sockets")]).toEqual(["ok", "skip", "skip"]);
});

test("doctor: behavior: --only runs what it names", async () => {
  const findings = await examineDemo(simEnv(), { only: ["cores", "disk"] });
  expect(findings.map(({ check }) => check)).toEqual(["cores", "disk"]);
});

test("doctor: behavior: the names of the checks are all different", () => {
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
});
