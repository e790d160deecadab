/**
 * `bun run check`: install, format, lint, types, unused code, tests. Every step runs even when an earlier one failed, so that one run
 * shows everything; the last line is `N passed, N failed`, where a failed step counts as one failure. The lines before it name what failed
 * once more, for a log is often cut to its end. After a run of all tests a table
 * says which of the recorded fixtures is read by which test file; one that no test reads counts as a failure.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureInstalled, ROOT } from "./ensure-installed.ts";
import { formatFailedTests, readFailedTests } from "./failed-tests.ts";
import { formatFixtureReaders, joinFixtureReaders } from "./fixture-coverage.ts";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const bin = (name: string) => resolve(ROOT, "node_modules/.bin", name);
const STEPS: readonly Step[] = [
  { name: "format and lint", command: [bin("biome"), "ci", "--error-on-warnings", "--colors=off", "."] },
  { name: "types", command: [bin("tsc"), "-p", "."] },
  { name: "unused code", command: [bin("knip"), "--no-progress", "--no-config-hints"] },
];
const FIXTURES_DIR = process.env.AUGURY_FIXTURES ?? resolve(ROOT, "../shared/fixtures");
/** A hung test is killed here rather than by a user; the slowest ones play whole recordings. */
const TEST_TIMEOUT_MS = 120_000;

await ensureInstalled({ force: true });
let passed = 0;
let failed = 0;
const failedSteps: string[] = [];
for (const step of STEPS) {
  const started = performance.now();
  const status = await Bun.spawn([...step.command], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  }).exited;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`check: ${step.name} ${status === 0 ? "ok" : `FAILED (status ${status})`} in ${seconds} s`);
  if (status === 0) passed++;
  else {
    failed++;
    failedSteps.push(step.name);
  }
}
const notes = join(mkdtempSync(join(tmpdir(), "augury-check-")), "fixture-reads");
const tests = await runTests();
passed += tests.passed;
failed += tests.failed;
const unreadFixtures = countUnreadFixtures();
failed += unreadFixtures;
rmSync(join(notes, ".."), { recursive: true, force: true });
for (const name of failedSteps) console.log(`(fail) check: ${name}`);
if (tests.names) console.log(tests.names);
if (unreadFixtures > 0) console.log(`(fail) check: ${unreadFixtures} fixtures read by no test`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function runTests(): Promise<{ passed: number; failed: number; names: string }> {
  const started = performance.now();
  const child = Bun.spawn([process.execPath, "test", "--timeout", String(TEST_TIMEOUT_MS), ...process.argv.slice(2)], {
    cwd: ROOT,
    // Colored lines would be read by neither the counts nor the names.
    env: { ...process.env, AUGURY_FIXTURE_READS: notes, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "pipe",
  });
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stderr) {
    process.stderr.write(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  const status = await child.exited;
  const count = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(text)?.[1] ?? 0);
  const failures = count("fail");
  console.log(`check: tests in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  // A crash of the runner, or a run without a single test, is a failure even though it counts none.
  const broken = (status !== 0 && failures === 0) || count("pass") === 0;
  const names = [formatFailedTests(readFailedTests(text)), broken && `(fail) check: the test runner, status ${status}`];
  return { passed: count("pass"), failed: failures + (broken ? 1 : 0), names: names.filter(Boolean).join("\n") };
}

/**
 * Prints which test reads which fixture, and returns how many no test reads: a failure each, for what they would show is not shown. A part
 * of the tests cannot say that no test reads one.
 */
function countUnreadFixtures(): number {
  const reason =
    process.argv.length > 2
      ? "only some of the tests ran"
      : !existsSync(FIXTURES_DIR) && `they are not at ${FIXTURES_DIR}`;
  if (reason) {
    console.log(`check: fixtures not judged: ${reason}`);
    return 0;
  }
  const rows = joinFixtureReaders(FIXTURES_DIR, notes, ROOT);
  const unread = rows.filter(({ readers }) => readers.length === 0).length;
  console.log(`check: which test reads which recorded fixture\n${formatFixtureReaders(rows)}`);
  console.log(
    `check: fixtures: ${rows.length - unread} read, ${unread} read by no test${unread > 0 ? ": FAILED" : ""}`,
  );
  return unread;
}
