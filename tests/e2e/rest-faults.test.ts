import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateThrowawayKeyPair } from "@augury/signing";
import { startSim } from "@augury/sim";
import { FAULTS } from "../faults/faults.ts";
import { answerWith, MisbehavingServer } from "../faults/misbehaving-server.ts";
import { awaitCondition } from "../prove/await-condition.ts";
import { scrape } from "../prove/metrics.ts";
import { startEngine } from "../prove/proof-engine.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";

const TOKEN = "a-token-for-the-rest-fault-test";
const GOOD = answerWith({ body: '{"gecko_says":"(V3) To the Moon!"}' });
/** Those after which the source's budget is as it was before. */
const PASSING = FAULTS.filter(({ code }) => code !== "rate_limited");
const STORMS = FAULTS.filter(({ retryAfterMs }) => retryAfterMs !== undefined);

test(
  "engine: behavior: goes on while REST misbehaves, and says so",
  async () => {
    await using rest = await MisbehavingServer.open();
    await using stage = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), "augury-rest-"));
    stage.defer(() => rmSync(folder, { recursive: true }));
    const pair = generateThrowawayKeyPair();
    const sim = await startSim({ kalshiKeys: [{ publicKey: pair.publicKeyPem }], relay: false });
    stage.defer(() => sim.stop());
    const engine = await startEngine({
      manifest: sim.manifest,
      key: { keyId: "rest-faults", privateKeyPem: pair.privateKeyPem },
      dataDir: folder,
      env: { AUGURY_API_TOKEN: TOKEN },
      overrides: {
        topology: "inline",
        sources: {
          coingecko: {
            baseUrl: rest.url,
            requestsPerMinute: 10_000,
            http: {
              headersTimeoutMs: 1_000,
              attemptTimeoutMs: 1_200,
              bodyBytesMax: 65_536,
              retry: { initialMs: 1, maxMs: 20 },
            },
          },
        },
      },
    });
    stage.defer(async () => void (await engine.stop()));
    const ask = () =>
      fetch(`${engine.url}/sources/coingecko/ping`, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` } });
    const isReady = async () => (await fetch(`${engine.url}/readyz`)).status === 200;
    expect(await awaitCondition(isReady, SLICE_MS_MAX / 2)).toBeDefined();

    // The venues' REST refuses from here on; books come over sockets, which are open already.
    for (const venue of ["polymarket", "kalshi"] as const) {
      const storm = { venue, fault: "too_many_requests", args: { count: 1, durationMs: 3_600_000 } } as const;
      expect(sim.chaos(storm)).toMatchObject({ ok: true });
    }
    expect((await fetch(`${sim.manifest.polymarket.url}/book?token_id=1`)).status).toBe(429);

    for (const fault of PASSING) {
      const { events } = engine.view.run();
      rest.become(fault.misbehave);
      const answer = await ask();
      const problem = (await answer.json()) as { detail: string };
      expect({ fault: fault.name, status: answer.status }).toEqual({ fault: fault.name, status: 502 });
      expect(problem.detail).toContain(`(${fault.code})`);
      expect(await awaitCondition(() => engine.view.run().events > events, SLICE_MS_MAX / 4)).toBeDefined();
      expect(await isReady()).toBe(true);
    }
    rest.become(GOOD);
    expect((await ask()).status).toBe(200);
    for (const fault of STORMS) {
      rest.become(fault.misbehave);
      const answer = await ask();
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(3_000);
      expect(await isReady()).toBe(true);
    }
    // The second storm never reached the host: the budget keeps what the first one asked for.
    expect(rest.requests).toHaveLength(0);

    const metrics = await scrape(engine.url);
    const count = (name: string) => metrics.get(`augury_http_${name}_total{client="coingecko"}`);
    expect(count("calls")).toBe(PASSING.length + 1 + STORMS.length);
    expect(count("rate_limited")).toBe(1);
    expect(count("refused_locally")).toBe(STORMS.length - 1);
    for (const name of ["retries", "timeouts", "network_errors", "bad_payloads", "oversized"])
      expect({ name, count: count(name) }).toEqual({ name, count: expect.any(Number) });
    expect(metrics.get(`augury_killed`)).toBe(0);
  },
  SLICE_MS_MAX,
);
