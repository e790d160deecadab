import { expect, test } from "bun:test";
import { envVariables, parseEnvValue } from "./env-overrides.ts";

test("envVariables: behavior: every setting has one name of its own", () => {
  const names = envVariables().map(({ name }) => name);
  expect(names.length).toBeGreaterThan(60);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^AUGURY_[A-Z0-9_]+$/);
});

test("envVariables: default: words and levels are joined by underscores", () => {
  const byPath = new Map(envVariables().map(({ path, name }) => [path, name]));
  expect(byPath.get("mode")).toBe("AUGURY_MODE");
  expect(byPath.get("venues.polymarket.marketWs")).toBe("AUGURY_VENUES_POLYMARKET_MARKET_WS");
  expect(byPath.get("venues.polymarket.session.retry.initialMs")).toBe(
    "AUGURY_VENUES_POLYMARKET_SESSION_RETRY_INITIAL_MS",
  );
  expect(byPath.get("api.token.file")).toBe("AUGURY_API_TOKEN_FILE");
});

test("parseEnvValue: behavior: the schema decides what a text means", () => {
  expect(parseEnvValue("8080", { type: "integer" })).toBe(8080);
  expect(parseEnvValue("1.5", { type: "number" })).toBe(1.5);
  expect(parseEnvValue("8080", { type: "string" })).toBe("8080");
  expect(parseEnvValue("false", { type: "boolean" })).toBe(false);
  expect(parseEnvValue("[a, 1]", { type: "array" })).toEqual(["a", 1]);
  expect(parseEnvValue("discover", { anyOf: [{ type: "string" }, { type: "array" }] })).toBe("discover");
  expect(parseEnvValue("3", { anyOf: [{ type: "string" }, { type: "integer" }] })).toBe(3);
});

test("parseEnvValue: error: what does not fit stays a text for the schema to refuse", () => {
  expect(parseEnvValue("eighty", { type: "integer" })).toBe("eighty");
  expect(parseEnvValue("yes", { type: "boolean" })).toBe("yes");
  expect(parseEnvValue("[a", { type: "array" })).toBe("[a");
  expect(parseEnvValue("", { type: "integer" })).toBe("");
});
