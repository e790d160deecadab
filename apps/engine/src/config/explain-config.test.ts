import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configJsonSchema } from "./config-json-schema.ts";
import { envVariables } from "./env-overrides.ts";
import { explainConfig } from "./explain-config.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function explained(text: string, env = {}) {
  const file = join(folder, "engine.yaml");
  writeFileSync(file, text);
  const result = explainConfig(file, env);
  const by = new Map((result.ok ? result.value : []).map((setting) => [setting.path, setting]));
  return { file, result, by };
}

const TEXT = `venues:
  polymarket:
    markets: discover
    stallMs: 70000
api: { port: 81 }
`;

test("explainConfig: default: every value with the place that it came from", () => {
  const { file, by } = explained(TEXT, { AUGURY_LOG_LEVEL: "warn", AUGURY_API_PORT: "82" });
  expect(by.get("venues.polymarket.stallMs")).toMatchObject({ value: 70_000, default: 60_000, from: `${file}:4` });
  expect(by.get("log.level")).toMatchObject({ value: "warn", from: "environment variable AUGURY_LOG_LEVEL" });
  expect(by.get("api.port")).toMatchObject({ value: 82, from: "environment variable AUGURY_API_PORT" });
  expect(by.get("api.host")).toMatchObject({ value: "127.0.0.1", from: "default" });
});

test("explainConfig: behavior: every setting of the schema is in it", () => {
  expect([...explained(TEXT).by.keys()]).toEqual(envVariables(configJsonSchema()).map(({ path }) => path));
});

test("explainConfig: error: a configuration that the engine would refuse", () => {
  const { result } = explained("venues: {}\napi: { prot: 1 }\n");
  expect(result.ok ? [] : result.error.map(({ path }) => path)).toContain("api.prot");
});
