/** A test that failed: where it stands, its name with its groups, and the first line of what it said. */
export interface FailedTest {
  readonly file: string;
  readonly name: string;
  readonly error: string;
}

const FILE_LINE = /^(?:::group::)?(\S+[._](?:test|spec)\.[cm]?[jt]sx?):$/;
const RESULT_LINE = /^\((pass|fail|skip|todo)\) (.+?)(?: \[[\d.]+(?:ms|s)\])?$/;
const ERROR_LINE = /^(?:error|[A-Z]\w*(?:Error|Exception)): ?/;
const CARET_LINE = /^\s+\^$/;
const REASON_LINE = /^\s+\^ (this test .+)$/;
const VALUES_LINE = /^(?:Expected|Received): /;
/** The runner closes with all failures once more; the summary has nothing that the lines before it lacked. */
const SUMMARY_LINE = /^\d+ tests (?:failed|skipped|todo):$/;
const BETWEEN_TESTS_LINE = "# Unhandled error between tests";
const BETWEEN_TESTS_NAME = "(between tests)";
const ERROR_LENGTH_MAX = 240;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a color is what it looks for.
const COLOR = /\x1b\[[\d;]*m/g;

/**
 * Reads the text that `bun test` writes to its standard error and lists the tests that failed, in its order. An error line belongs to the
 * result line that follows it; of several the one under a source excerpt counts, for a test may log lines of its own that say `error:`.
 */
export function readFailedTests(text: string): FailedTest[] {
  const failed: FailedTest[] = [];
  let file = "";
  let error = "";
  let isThrown = false;
  let afterCaret = false;
  let betweenTests = false;
  const add = (name: string): void => {
    failed.push({ file, name, error: error.slice(0, ERROR_LENGTH_MAX) });
    error = "";
    isThrown = false;
  };
  for (const raw of text.replace(COLOR, "").split(/\r?\n/)) {
    const line = raw.trimEnd();
    if (SUMMARY_LINE.test(line)) break;
    const opened = FILE_LINE.exec(line);
    const result = RESULT_LINE.exec(line);
    const reason = REASON_LINE.exec(line);
    const last = failed.at(-1);
    if (opened) {
      file = opened[1] as string;
      error = "";
      isThrown = false;
    } else if (line === BETWEEN_TESTS_LINE) {
      betweenTests = true;
      error = "";
      isThrown = false;
    } else if (result) {
      if (result[1] === "fail") add(result[2] as string);
      error = "";
      isThrown = false;
    } else if (reason && last && last.error === "") {
      failed[failed.length - 1] = { ...last, error: reason[1] as string };
    } else if (ERROR_LINE.test(line) && (error === "" || (afterCaret && !isThrown))) {
      error = line;
      isThrown = afterCaret;
      if (betweenTests) add(BETWEEN_TESTS_NAME);
      betweenTests = false;
    } else if (VALUES_LINE.test(line) && isThrown) {
      error += ` ${line}`;
    }
    afterCaret = CARET_LINE.test(line);
  }
  return failed;
}

/** One line per failed test, `file > name: error`, each led by `(fail)` so that one search finds it in any log. */
export function formatFailedTests(failed: readonly FailedTest[]): string {
  return failed.map(({ file, name, error }) => `(fail) ${file} > ${name}: ${error || "no error line"}`).join("\n");
}
