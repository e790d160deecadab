import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSecret, SECRET_BYTES_MAX, SecretRef } from "./secret-ref.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "augury-secret-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function codeOf(ref: SecretRef, env = {}): string {
  const secret = readSecret(ref, env);
  return secret.ok ? "ok" : secret.error.code;
}

test("readSecret: default: from the environment and from a file, without white space around it", () => {
  expect(readSecret({ env: "KEY" }, { KEY: " abc\n" })).toEqual({ ok: true, value: "abc" });
  expect(readSecret({ file: file("a", "line 1\nline 2\n") }, {})).toEqual({ ok: true, value: "line 1\nline 2" });
});

test("readSecret: error: not there", () => {
  expect(codeOf({ env: "KEY" })).toBe("missing");
  expect(codeOf({ env: "KEY" }, { KEY: "  " })).toBe("missing");
  expect(codeOf({ file: join(folder, "none") })).toBe("missing");
  expect(codeOf({ file: file("empty", "\n") })).toBe("missing");
});

test.each([0o640, 0o604, 0o660, 0o644, 0o601])("readSecret: error: a file that others may touch (mode %o)", (mode) => {
  const secret = readSecret({ file: file(`open-${mode}`, "s3cret-value", mode) }, {});
  expect(secret).toMatchObject({ ok: false, error: { code: "unsafe" } });
  expect(JSON.stringify(secret)).toContain("chmod 600");
  expect(JSON.stringify(secret)).not.toContain("s3cret-value");
});

test("readSecret: error: a folder, a file that is too large", () => {
  expect(codeOf({ file: folder })).toBe("unreadable");
  expect(codeOf({ file: file("large", "x".repeat(SECRET_BYTES_MAX + 1)) })).toBe("unreadable");
});

test("SecretRef: error: both, neither, a name that is none", () => {
  expect(SecretRef.safeParse({ env: "A", file: "b" }).success).toBe(false);
  expect(SecretRef.safeParse({}).success).toBe(false);
  expect(SecretRef.safeParse({ env: "lower case" }).success).toBe(false);
});
