import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { checkConfig } from "./check-config.ts";
import { formatConfigError } from "./config-error.ts";
import { configJsonSchema } from "./config-json-schema.ts";
import { loadConfig } from "./load-config.ts";
import { unfold } from "./schema-lookup.ts";

const FOLDER = resolve(import.meta.dir, "../../../../config");

test.each(["engine.yaml", "demo.yaml", "live.example.yaml"])(
  "config/%s: behavior: is valid as it stands, without any environment",
  (name) => {
    const loaded = loadConfig(resolve(FOLDER, name), {});
    expect(loaded.ok ? [] : loaded.error.map(formatConfigError)).toEqual([]);
    expect(checkConfig(resolve(FOLDER, name), {}).ok).toBe(true);
  },
);

test("config/engine.yaml: behavior: only watches until told otherwise, and listens to this machine alone", () => {
  const loaded = loadConfig(resolve(FOLDER, "engine.yaml"), {});
  expect(loaded).toMatchObject({ ok: true, value: { config: { mode: "observe", api: { host: "127.0.0.1" } } } });
});

test("config/demo.yaml: behavior: names no host but this machine", () => {
  const loaded = loadConfig(resolve(FOLDER, "demo.yaml"), {});
  const hosts = JSON.stringify(loaded).match(/(?:wss?|https?):\/\/[^/:"]+/g) ?? [];
  expect(hosts.length).toBeGreaterThan(3);
  for (const host of hosts) expect(host).toEndWith("//127.0.0.1");
});

test("config/engine.schema.json: behavior: is what the schema generates (bun apps/engine/src/config/write-json-schema.ts)", async () => {
  const written: unknown = await Bun.file(resolve(FOLDER, "engine.schema.json")).json();
  expect(written).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});

test("configJsonSchema: behavior: no object takes unknown keys", () => {
  const open: string[] = [];
  const walk = (node: ReturnType<typeof configJsonSchema>, path: string) => {
    for (const branch of unfold(node)) {
      if (branch.type === "object" && branch.additionalProperties !== false) open.push(path);
      for (const [key, child] of Object.entries(branch.properties ?? {})) walk(child, `${path}.${key}`);
      if (branch.items) walk(branch.items, `${path}[]`);
    }
  };
  walk(configJsonSchema(), "");
  expect(open).toEqual([]);
});
