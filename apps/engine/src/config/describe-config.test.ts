import { expect, test } from "bun:test";
import { describeConfig } from "./describe-config.ts";
import { envVariables } from "./env-overrides.ts";
import { parseConfig } from "./load-config.ts";

function described(text: string, env = {}) {
  const loaded = parseConfig(text, { file: "engine.yaml", env });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return new Map(describeConfig(loaded.value).map((setting) => [setting.path, setting]));
}

const TEXT = `venues:
  kalshi:
    markets: [KX-1]
    credentials: { keyId: { env: KALSHI_API_KEY }, privateKey: { file: kalshi.pem } }
log: { level: warn }
`;

test("describeConfig: default: value, origin, variable, what is allowed and what it means", () => {
  expect(described(TEXT).get("log.level")).toEqual({
    path: "log.level",
    value: "warn",
    default: "info",
    origin: "file",
    env: "AUGURY_LOG_LEVEL",
    allowed: "debug, info, warn, error",
    description: "Lines below this level are not written.",
  });
});

test("describeConfig: behavior: origins of lists, defaults and variables", () => {
  const settings = described(TEXT, { AUGURY_API_PORT: "81" });
  expect(settings.get("venues.kalshi.markets")).toMatchObject({ value: ["KX-1"], origin: "file" });
  expect(settings.get("api.port")).toMatchObject({ value: 81, origin: "environment" });
  expect(settings.get("api.host")).toMatchObject({ value: "127.0.0.1", origin: "default" });
});

test("describeConfig: behavior: what nobody set and has no default is there too, without a value", () => {
  expect(described(TEXT).get("seed")).toMatchObject({ value: undefined, default: undefined, origin: "default" });
  expect(described(TEXT).get("venues.polymarket.stallMs")).toMatchObject({ value: undefined, default: 60_000 });
});

test("describeConfig: behavior: secrets appear as the names of where they are kept", () => {
  expect(described(TEXT).get("venues.kalshi.credentials.privateKey.file")).toMatchObject({ value: "kalshi.pem" });
  expect(described(TEXT).get("api.token.env")).toMatchObject({ value: "AUGURY_API_TOKEN", origin: "default" });
});

test("describeConfig: behavior: every setting says what it means or is plain from its name", () => {
  const silent = envVariables().filter(
    ({ schema, path }) => !schema.description && !/(Ms|Max|Min|Us|Slots|Bytes)$/.test(path),
  );
  // Sections of other packages document their settings in code; ours do it in the schema.
  const ours = silent.filter(({ path }) =>
    /^(mode|topology|wakeMode|dataDir|seed|api|books|storage|log|metrics|supervision\.[a-z]+Max)/.test(path),
  );
  expect(ours.map(({ path }) => path)).toEqual([]);
});
