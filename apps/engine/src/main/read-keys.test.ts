import { expect, test } from "bun:test";
import { EngineConfig } from "../config/engine-config.ts";
import { readKeys } from "./read-keys.ts";

const REFERENCE = {
  prices: [{ feed: "crypto", symbol: "btcusd" }],
  credentials: { apiKey: { env: "PB_KEY" }, secret: { env: "PB_SECRET" }, passphrase: { env: "PB_PASS" } },
};
const configOf = (reference: object) =>
  EngineConfig.parse({ venues: { polymarket: { markets: "discover" } }, reference });
const ENV = { PB_KEY: "k", PB_SECRET: "s", PB_PASS: "p" };

test("readKeys: default: PolyBolt's credentials from where the configuration names", () => {
  const keys = readKeys(configOf(REFERENCE), ENV);
  expect(keys.ok && keys.value.polybolt).toEqual({ apiKey: "k", secret: "s", passphrase: "p" });
});

test("readKeys: behavior: nothing is read for a feed that is disabled or asks for none", () => {
  for (const change of [{ enabled: false }, { source: "rtds", prices: [{ feed: "crypto", symbol: "btcusdt" }] }]) {
    const keys = readKeys(configOf({ ...REFERENCE, ...change }), {});
    expect(keys.ok && keys.value.polybolt).toBeUndefined();
    expect(keys.ok).toBe(true);
  }
});

test("readKeys: error: a named credential that is missing is named, not shown", () => {
  const keys = readKeys(configOf(REFERENCE), { ...ENV, PB_SECRET: "" });
  expect(keys.ok ? "" : keys.error).toBe("reference.credentials.secret: environment variable PB_SECRET is not set");
});
