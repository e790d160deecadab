import { expect, test } from "bun:test";
import { parseSimFlags } from "./cli-options.ts";

function simOf(...args: string[]) {
  const parsed = parseSimFlags(args);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value.sim;
}

test("parseSimFlags: default: a generated world on free ports", () => {
  expect(simOf()).toEqual({
    polymarketPort: 0,
    kalshiPort: 0,
    kalshiKeys: [],
    relay: true,
    world: { windows: true, lifecycle: true },
  });
});

test("parseSimFlags: behavior: rates for one venue or both, stress, switches", () => {
  expect(
    simOf("--seed", "9", "--rate", "50", "--kalshi-rate", "70", "--stress", "400x200", "--no-relay", "--no-windows"),
  ).toMatchObject({
    relay: false,
    world: { seed: 9, polymarketRate: 50, kalshiRate: 70, stressBooks: 400, stressLevels: 200, windows: false },
  });
});

test("parseSimFlags: behavior: several recordings after one flag, speeds with or without x", () => {
  expect(simOf("--play", "a", "b", "--speed", "10x").play).toEqual({ files: ["a", "b"], speed: 10 });
  expect(simOf("--play", "a", "--speed", "max").play?.speed).toBe("max");
  expect(simOf("--loop", "max").loop).toEqual({ rate: "max" });
});

test("parseSimFlags: behavior: chaos requests", () => {
  const parsed = parseSimFlags(["--chaos", '{"venue":"kalshi","fault":"drop"}']);
  expect(parsed.ok && parsed.value.chaos[0]).toMatchObject({ venue: "kalshi", fault: "drop", args: { count: 1 } });
});

test.each([
  [["--rate", "fast"], "--rate"],
  [["--rate", "0"], "--rate"],
  [["--bogus"], "--bogus"],
  [["--seed"], "--seed"],
  [["stray"], "stray"],
  [["--polymarket-port", "70000"], "65535"],
  [["--stress", "many"], "400x200"],
  [["--speed", "-1", "--play", "x"], "speed"],
  [["--kalshi-public-key", "/no/such/file"], "no such key file"],
  [["--chaos", "{"], "JSON"],
  [["--chaos", '{"venue":"moon","fault":"drop"}'], "venue"],
])("parseSimFlags: error: %p is one clear line", (args, word) => {
  const parsed = parseSimFlags(args);
  const line = parsed.ok ? "accepted" : parsed.error;
  expect(line).toContain(word);
  expect(line).not.toContain("\n");
});
