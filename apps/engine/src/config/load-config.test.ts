import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { formatConfigError } from "./config-error.ts";
import { liveStopMs } from "./live-config.ts";
import { type LoadedConfig, loadConfig, parseConfig } from "./load-config.ts";

const MINIMAL = "venues:\n  kalshi:\n    markets: discover\n";

function parse(text: string, env: Record<string, string> = {}, layers = {}) {
  return parseConfig(text, { file: "engine.yaml", env, ...layers });
}

function loaded(text: string, env: Record<string, string> = {}, layers = {}): LoadedConfig {
  const result = parse(text, env, layers);
  if (!result.ok) throw new Error(result.error.map(formatConfigError).join("\n"));
  return result.value;
}

function errors(text: string, env: Record<string, string> = {}, layers = {}): string[] {
  const result = parse(text, env, layers);
  return result.ok ? [] : result.error.map(formatConfigError);
}

test("parseConfig: default: everything but the markets has a default", () => {
  const { config, origins } = loaded(MINIMAL);
  expect(config).toMatchObject({
    mode: "paper",
    topology: "workers",
    wakeMode: "park",
    venues: { kalshi: { enabled: true, ws: "wss://external-api-ws.kalshi.com/trade-api/ws/v2" } },
    rings: { marketSlots: 16_384 },
    api: { host: "127.0.0.1", port: 8080, token: { env: "AUGURY_API_TOKEN" } },
  });
  expect([...origins]).toEqual([["venues.kalshi.markets", "file"]]);
});

test("parseConfig: behavior: override > environment > runtime setting > file > default", () => {
  const text = `${MINIMAL}api: { port: 1001, rowsMax: 101 }\nlog: { level: warn }\nbooks: { bytesMax: 2000000 }\n`;
  const { config, origins } = loaded(
    text,
    { AUGURY_API_PORT: "1003", AUGURY_LOG_LEVEL: "error" },
    { settings: { "api.port": 1002, "log.level": "debug", "api.rowsMax": 102 }, overrides: { "api.port": 0 } },
  );
  expect(config.api.port).toBe(0);
  expect(config.log.level).toBe("error");
  expect(config.api.rowsMax).toBe(102);
  expect(config.books.bytesMax).toBe(2_000_000);
  expect(origins.get("api.port")).toBe("override");
  expect(origins.get("log.level")).toBe("environment");
  expect(origins.get("api.rowsMax")).toBe("setting");
  expect(origins.get("books.bytesMax")).toBe("file");
});

test("parseConfig: behavior: an environment variable may name the token's file instead", () => {
  expect(loaded(MINIMAL, { AUGURY_API_TOKEN_FILE: "token.txt" }).config.api.token).toEqual({ file: "token.txt" });
});

test("parseConfig: behavior: paths are resolved, journal and storage inside dataDir", () => {
  const { paths } = loaded(`${MINIMAL}dataDir: some/where\njournal: { dir: j }\nstorage: { path: /abs/x.sqlite }\n`);
  expect(paths).toEqual({
    dataDir: join(process.cwd(), "some/where"),
    journalDir: join(process.cwd(), "some/where/j"),
    storageFile: "/abs/x.sqlite",
  });
});

test("parseConfig: error: live mode asks for keys, and keys for a venue", () => {
  expect(errors(`mode: live\n${MINIMAL}`)[0]).toStartWith(
    "engine.yaml:1:1: live: mode live needs a section that says where the keys are",
  );
  const live = (rest: string) =>
    errors(`mode: live\n${MINIMAL}live: { polymarket: { wallet: { env: KEY }, ${rest} } }\n`);
  expect(live("kind: eoa")[0]).toContain("live.polymarket: venues.polymarket must be there and enabled");
  const ones = `0x${"1".repeat(40)}`;
  expect(live("kind: safe")[0]).toContain("live.polymarket.funder: kind safe signs for a wallet that holds the funds");
  expect(live(`kind: eoa, funder: "${ones}"`)[0]).toContain("live.polymarket.funder: kind eoa trades the key's own");
  expect(live(`kind: safe, funder: "0x12"`)[0]).toContain("live.polymarket.funder: 0x and 40 hexadecimal digits");
  expect(live(`kind: safe, funder: "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266"`)[0]).toContain(
    "live.polymarket.funder: the case of an address's digits is its checksum, and this one is wrong",
  );
  expect(live("kind: metamask")[0]).toContain("allowed: eoa, proxy, safe, deposit");
  expect(live("chain: amoy")[0]).toContain("live.polymarket.kind: this key is missing");
});

test("parseConfig: behavior: a stop outlasts the giving up of an order, whatever that takes", () => {
  const polymarket = "polymarket: { wallet: { env: KEY }, kind: eoa }";
  const file = (rest: string) =>
    `mode: live\nvenues: { polymarket: { markets: discover } }\nlive: { ${polymarket}, ${rest} }\n`;
  const stopMs = (rest: string) => {
    const { live } = loaded(file(rest)).config;
    return live && liveStopMs(live);
  };
  expect([stopMs(""), stopMs("orders: { absentAfterMs: 5000 }"), stopMs("stopMsMax: 60000")]).toEqual([
    40_000, 15_000, 60_000,
  ]);
  expect(stopMs("orders: { absentAfterMs: 1000, absentAnswersMin: 10, lookUpMs: 2000, lookUpMsMax: 2000 }")).toBe(
    30_000,
  );
  expect(stopMs("orders: { absentAfterMs: 5000 }, stopMsMax: 7000")).toBe(7_000);
  expect(errors(file("orders: { absentAfterMs: 5000 }, stopMsMax: 6999"))).toEqual([
    expect.stringMatching(
      /^engine\.yaml:3:\d+: live\.stopMsMax: .* at least 7000 by live\.orders\.absentAfterMs \(5000\).*; found 6999/,
    ),
  ]);
});

test("parseConfig: error: an unknown key points at itself and says what was meant", () => {
  expect(errors(`${MINIMAL}api:\n  host: 127.0.0.1\n  prot: 80\n`)).toEqual([
    "engine.yaml:6:3: api.prot: unknown key; did you mean port?; found prot; allowed: enabled, host, port, token, bodyBytesMax, rowsMax, levelsMax, origins",
  ]);
  expect(errors(`${MINIMAL}    market_ws: x\n`)[0]).toStartWith(
    "engine.yaml:4:5: venues.kalshi.market_ws: unknown key",
  );
  expect(errors(`${MINIMAL}API: {}\n`)[0]).toStartWith("engine.yaml:4:1: API: unknown key; did you mean api?");
});

test("parseConfig: error: a wrong value points at the value and says what is allowed", () => {
  expect(errors(`${MINIMAL}api:\n  port: 80000\n`)).toEqual([
    "engine.yaml:5:9: api.port: out of range; found 80000; allowed: a whole number from 0 to 65535",
  ]);
  expect(errors(`${MINIMAL}api:\n  port: 80a\n`)).toEqual([
    'engine.yaml:5:9: api.port: wrong kind of value; found "80a"; allowed: a whole number from 0 to 65535',
  ]);
  expect(errors(`${MINIMAL}rings: { marketSlots: 1000 }\n`)).toEqual([
    "engine.yaml:4:23: rings.marketSlots: a power of two; found 1000; allowed: a whole number from 64 to 4194304",
  ]);
});

test("parseConfig: error: a missing key points at its parent", () => {
  expect(errors("mode: paper\nvenues:\n  kalshi:\n    pollMs: 900\n")).toEqual([
    "engine.yaml:3:3: venues.kalshi.markets: this key is missing; allowed: discover or a list of 1 to 1000 entries of: a text or an object with event or an object with series",
  ]);
  expect(errors("mode: paper\n")[0]).toStartWith("engine.yaml:1:1: venues: this key is missing");
  expect(errors("")[0]).toStartWith("engine.yaml:1:1: venues: this key is missing");
});

test("parseConfig: error: no venue enabled", () => {
  expect(errors("venues: { kalshi: { enabled: false, markets: discover } }\n")[0]).toStartWith(
    "engine.yaml:1:9: venues: at least one venue is named and enabled",
  );
});

test("parseConfig: error: inside a union the branch that was meant speaks", () => {
  const text = `venues:\n  polymarket:\n    markets:\n      - slug: ok\n      - tokenIds: ["1", "x"]\n      - slgu: no\n`;
  const [digits, slug] = errors(text);
  expect(digits).toStartWith(
    "engine.yaml:5:25: venues.polymarket.markets.1.tokenIds.1: a decimal number of at most 78 digits",
  );
  expect(slug).toStartWith(
    "engine.yaml:6:9: venues.polymarket.markets.2: wrong kind of value; found an object with slgu",
  );
  expect(errors("venues:\n  kalshi:\n    markets: [lower]\n")[0]).toStartWith(
    "engine.yaml:3:15: venues.kalshi.markets.0: a ticker in capitals",
  );
});

test("parseConfig: error: duplicate keys, broken YAML, tags and two documents point at their line", () => {
  expect(errors(`${MINIMAL}mode: paper\nmode: observe\n`)).toEqual(["engine.yaml:5:1: this key stands here twice"]);
  expect(errors(`${MINIMAL}api: { port: 1\n`)[0]).toMatch(/^engine\.yaml:\d+:\d+: not valid YAML: /);
  expect(errors(`${MINIMAL}mode: !paper x\n`)[0]).toStartWith("engine.yaml:4:7: not valid YAML: unresolved tag");
  expect(errors(`${MINIMAL}---\nmode: paper\n`)[0]).toContain("one document");
  expect(errors(`${MINIMAL}? [a]\n: 1\n`)[0]).toBe("engine.yaml:4:3: a key is a plain text");
});

test("parseConfig: error: aliases that multiply, deep nesting and size are bounded", () => {
  const bomb = [
    "a: &a [1,1,1,1,1,1,1,1,1,1]",
    "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]",
    "c: &c [*b,*b,*b,*b,*b,*b]",
    "d: [*c,*c,*c,*c]",
  ];
  expect(errors(bomb.join("\n"))[0]).toContain("Excessive alias count");
  expect(errors("a: ".repeat(50_000)).length).toBeWithin(1, 21);
  expect(errors("[".repeat(100_000))[0]).toBe("engine.yaml:1:33: a configuration nests at most 32 levels");
  expect(errors(`x:\n${"- ".repeat(50_000)}1`)[0]).toContain("nests at most 32 levels");
  expect(errors(`# ${"x".repeat(300_000)}`)[0]).toContain("at most 262144 bytes");
});

test("parseConfig: behavior: an anchor used in reason is fine", () => {
  const text = `venues:\n  polymarket:\n    markets: discover\n    session: &s { staleMs: 9000 }\n  kalshi:\n    markets: discover\n    session: *s\n`;
  expect(loaded(text).config.venues.kalshi?.session.staleMs).toBe(9000);
});

test("parseConfig: error: __proto__ and its like are unknown keys and nothing else", () => {
  expect(errors(`${MINIMAL}__proto__: { polluted: 1 }\n`)[0]).toStartWith("engine.yaml:4:1: __proto__: unknown key");
  expect(errors(`${MINIMAL}constructor: { prototype: 1 }\n`)[0]).toStartWith(
    "engine.yaml:4:1: constructor: unknown key",
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const SECRET = "hunter2-hunter2-hunter2";

test("parseConfig: error: a secret in the file is refused and not repeated", () => {
  const inline = [
    `${MINIMAL}api:\n  token: ${SECRET}\n`,
    `${MINIMAL}    apiSecret: ${SECRET}\n`,
    `${MINIMAL}    credentials: { keyId: { env: A }, privateKey: ${SECRET} }\n`,
    `${MINIMAL}    restUrl: https://me:${SECRET}@example.com\n`,
    `${MINIMAL}    credentials: { keyId: "-----BEGIN RSA PRIVATE KEY-----${SECRET}", privateKey: { env: A } }\n`,
  ];
  for (const text of inline) {
    const found = errors(text);
    expect(found.join("\n")).not.toContain(SECRET);
    expect(found.join("\n")).toContain("must not stand in a configuration");
    expect(found[0]).toMatch(/^engine\.yaml:[45]:\d+: /);
  }
});

test("parseConfig: error: a secret among the overriding variables is not repeated either", () => {
  const found = errors(MINIMAL, { AUGURY_VENUES_KALSHI_REST_URL: `https://me:${SECRET}@example.com` });
  expect(found.join("\n")).not.toContain(SECRET);
  expect(found[0]).toStartWith(
    "environment variable AUGURY_VENUES_KALSHI_REST_URL: venues.kalshi.restUrl: this looks like a secret",
  );
});

test("parseConfig: error: a wrong environment value names the variable", () => {
  expect(errors(MINIMAL, { AUGURY_API_PORT: "eighty" })).toEqual([
    'environment variable AUGURY_API_PORT: api.port: wrong kind of value; found "eighty"; allowed: a whole number from 0 to 65535',
  ]);
});

test("parseConfig: error: a mistyped AUGURY_ variable is not passed over", () => {
  expect(errors(MINIMAL, { AUGURY_API_PROT: "80" })).toEqual([
    "environment variable AUGURY_API_PROT: no setting has this name; did you mean AUGURY_API_PORT?",
  ]);
  expect(errors(MINIMAL, { AUGURY_API_TOKEN: "the token itself", AUGURY_FIXTURES: "x", OTHER: "y" })).toEqual([]);
});

test("parseConfig: error: an unknown setting or override says so", () => {
  expect(errors(MINIMAL, {}, { overrides: { "api.prot": 1 } })[0]).toStartWith(
    "override: api.prot: unknown key; did you mean port?",
  );
  expect(errors(MINIMAL, {}, { settings: { "api.port": "x" } })[0]).toStartWith(
    "runtime setting: api.port: wrong kind of value",
  );
});

test("parseConfig: behavior: whatever text comes, it answers with errors that have a place", () => {
  const pieces = fc.constantFrom(
    "venues",
    "kalshi",
    "markets",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a",
    "*a",
    "'",
    '"',
    "|",
    "discover",
    "#",
    "!!x",
    "?",
    "1e9",
    "\t",
    "---",
    "%",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const result = parse(text);
      if (result.ok) return;
      expect(result.error.length).toBeGreaterThan(0);
      for (const { line, column } of result.error) expect(line >= 1 && column >= 1).toBe(true);
    }),
    { numRuns: 300 },
  );
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-config-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("loadConfig: default: reads a file", () => {
  const file = join(folder, "ok.yaml");
  writeFileSync(file, MINIMAL);
  expect(loadConfig(file, {})).toMatchObject({ ok: true, value: { file, config: { mode: "paper" } } });
});

test("loadConfig: error: missing, a folder, too large, no text", () => {
  const message = (path: string) => {
    const result = loadConfig(path, {});
    return result.ok ? "" : result.error.map(({ message }) => message).join();
  };
  expect(message(join(folder, "none.yaml"))).toBe("there is no such file");
  expect(message(folder)).toBe("this is not a file");
  writeFileSync(join(folder, "large.yaml"), "#".repeat(300_000));
  expect(message(join(folder, "large.yaml"))).toContain("has at most 262144 bytes");
  writeFileSync(join(folder, "binary.yaml"), new Uint8Array([0xff, 0xfe, 0x00]));
  expect(message(join(folder, "binary.yaml"))).toBe("this is not UTF-8 text");
});
