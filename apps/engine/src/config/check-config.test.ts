import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfig } from "./check-config.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(text: string, env = {}) {
  const file = join(folder, "engine.yaml");
  writeFileSync(file, text);
  const { ok, lines } = checkConfig(file, env);
  return { ok, lines: lines.map((line) => line.replaceAll(folder, "")) };
}

const MINIMAL = "venues:\n  kalshi:\n    markets: discover\n";

test("checkConfig: default: ok, with a note for each secret that is not there", () => {
  expect(check(MINIMAL, { AUGURY_API_TOKEN: "t" })).toEqual({ ok: true, lines: ["/engine.yaml: ok"] });
  expect(check(MINIMAL)).toEqual({
    ok: true,
    lines: [
      "/engine.yaml: note: api.token: environment variable AUGURY_API_TOKEN is not set; write routes answer 403",
      "/engine.yaml: ok",
    ],
  });
});

test("checkConfig: error: every finding is a line with its place", () => {
  expect(check(`${MINIMAL}mode: peper\napi: { prot: 1 }\n`)).toEqual({
    ok: false,
    lines: [
      '/engine.yaml:4:7: mode: not an allowed value; found "peper"; allowed: observe, paper, live',
      "/engine.yaml:5:8: api.prot: unknown key; did you mean port?; found prot; allowed: enabled, host, port, token, bodyBytesMax, rowsMax, levelsMax, origins",
    ],
  });
});

test("checkConfig: error: a secret's file that others may read", () => {
  const file = join(folder, "token");
  writeFileSync(file, "s3cret-value");
  chmodSync(file, 0o644);
  const { ok, lines } = check(`${MINIMAL}api: { token: { file: ${file} } }\n`);
  expect(ok).toBe(false);
  expect(lines).toEqual(["/engine.yaml: error: api.token: /token is open to others (mode 644); run: chmod 600 /token"]);
});

test("checkConfig: behavior: nothing is said of a secret that nothing needs", () => {
  const off = "venues:\n  polymarket: { markets: discover }\n  kalshi:\n    enabled: false\n    markets: discover\n";
  const credentials = "    credentials: { keyId: { env: NO_SUCH_KEY }, privateKey: { file: no-such-file } }\n";
  expect(check(`${off}${credentials}`, { AUGURY_API_TOKEN: "t" }).lines).toEqual(["/engine.yaml: ok"]);
});
