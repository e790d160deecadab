import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type Sim, startSim } from "@augury/sim";
import { FakeIo } from "../api/fake-io.ts";
import { polymarket } from "../api/polymarket-provider.ts";
import { runProvider } from "../api/run-provider.ts";
import { ROOT } from "../demo/demo-config.ts";
import { simAddresses, toShellScript } from "./sim-environment.ts";

let sim: Sim;
beforeAll(async () => {
  sim = await startSim({ relay: false, world: { polymarketRate: 20, kalshiRate: 20 } });
});
afterAll(() => sim.stop());

test("simAddresses: behavior: the command line reaches the simulated REST with them", async () => {
  const io = new FakeIo(simAddresses(sim.manifest));
  expect(await runProvider(polymarket, ["clob", "ok"], io)).toBe(0);
  const { slug = "", conditionId = "" } = sim.manifest.polymarket.markets[0] ?? {};
  expect(await runProvider(polymarket, ["gamma", "market-by-slug", slug, "--compact"], io)).toBe(0);
  expect(io.out).toContain(conditionId);
});

test("simAddresses: behavior: and a simulated stream", async () => {
  const io = new FakeIo(simAddresses(sim.manifest));
  const words = ["rtds", "crypto-prices", "--symbols", "btcusdt", "--messages", "2", "--for", "20s"];
  expect(await runProvider(polymarket, words, io)).toBe(0);
  expect(io.out.trim().split("\n")).toHaveLength(2);
});

test("augury: behavior: Ctrl-C ends a stream cleanly, with a count and status 0", async () => {
  const { tokens = [] } = sim.manifest.polymarket.markets[0] ?? {};
  const words = ["polymarket", "ws", "market", tokens[0] ?? "", "--messages", "all"];
  const child = Bun.spawn([process.execPath, join(ROOT, "scripts/augury.ts"), ...words], {
    env: { ...process.env, ...simAddresses(sim.manifest) },
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  expect(JSON.parse(new TextDecoder().decode(value).split("\n")[0] ?? "")).toMatchObject({ topic: "book" });
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).toMatch(
    /^polymarket ws market: interrupted; \d+ messages? in \d+\.\d s\n$/,
  );
}, 30_000);

test("toShellScript: behavior: a shell reads every value back as it was", async () => {
  const value = 'it\'s $HOME `x` "y"\nsecond line';
  const script = `${toShellScript({ TRIED: value })}printf %s "$TRIED"`;
  expect(await new Response(Bun.spawn(["sh", "-c", script], { stdout: "pipe" }).stdout).text()).toBe(value);
});
