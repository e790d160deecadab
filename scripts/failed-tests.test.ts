import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatFailedTests, readFailedTests } from "./failed-tests.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-failed-tests-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILLER = 'for (let i = 0; i < 30; i++) test("fine " + i, () => {});';

/** What the runner in use says about tests written for this: a made-up log would not notice a change of its format. */
async function runTests(files: Readonly<Record<string, string>>): Promise<string> {
  const root = mkdtempSync(join(folder, "run-"));
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(root, name), `import { beforeAll, describe, expect, test } from "bun:test";\n${body}\n`);
  }
  const child = Bun.spawn([process.execPath, "test"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const text = await new Response(child.stderr).text();
  await child.exited;
  return text;
}

test("readFailedTests: default: names file, groups and the first error line, each failure once", async () => {
  const text = await runTests({
    "a.test.ts": `${FILLER}
      describe("outer", () => { describe("inner", () => { test("rule: differs", () => { expect(1).toBe(2); }); }); });
      test("throws", () => { throw new TypeError("no such thing"); });
      test("fine at last", () => {});`,
    "b.test.ts": 'test("never ends", async () => { await new Promise(() => {}); }, 20);',
  });
  expect(readFailedTests(text)).toEqual([
    {
      file: "a.test.ts",
      name: "outer > inner > rule: differs",
      error: "error: expect(received).toBe(expected) Expected: 2 Received: 1",
    },
    { file: "a.test.ts", name: "throws", error: "TypeError: no such thing" },
    { file: "b.test.ts", name: "never ends", error: "this test timed out after 20ms." },
  ]);
});

test("readFailedTests: behavior: a file that does not load and a hook that throws are named too", async () => {
  const text = await runTests({
    "hook.test.ts": 'beforeAll(() => { throw new Error("hook"); }); test("b", () => {});',
    "load.test.ts": 'throw new Error("at load");',
  });
  const found = readFailedTests(text);
  expect(found.map(({ file, error }) => `${file} ${error}`)).toEqual([
    "hook.test.ts error: hook",
    "load.test.ts error: at load",
  ]);
  expect(found[1]?.name).toBe("(between tests)");
});

test("readFailedTests: behavior: lines that a test logs itself are neither failures nor the reason of one", async () => {
  const text = await runTests({
    "log.test.ts": `test("logs and passes", () => { console.error("error: expected by this test"); });
      test("logs and fails", () => { console.error("error: expected too"); throw new Error("the reason"); });`,
  });
  expect(readFailedTests(text)).toEqual([{ file: "log.test.ts", name: "logs and fails", error: "error: the reason" }]);
});

test("readFailedTests: behavior: nothing failed, nothing listed", async () => {
  expect(readFailedTests(await runTests({ "ok.test.ts": FILLER }))).toEqual([]);
});

test("readFailedTests: behavior: colors are read through", () => {
  const text = "\n\x1b[0m\x1b[1ma.test.ts:\x1b[0m\n\x1b[31m(fail)\x1b[0m one \x1b[2m[0.10ms]\x1b[0m\n";
  expect(readFailedTests(text)).toEqual([{ file: "a.test.ts", name: "one", error: "" }]);
});

test("formatFailedTests: default: one line per test", () => {
  const failed = [{ file: "a.test.ts", name: "one", error: "error: no" }];
  expect(formatFailedTests([...failed, { file: "b.test.ts", name: "two", error: "" }])).toBe(
    "(fail) a.test.ts > one: error: no\n(fail) b.test.ts > two: no error line",
  );
});
