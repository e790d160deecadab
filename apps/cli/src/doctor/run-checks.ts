import type { DoctorCheck } from "./doctor-check.ts";
import type { DoctorContext } from "./doctor-context.ts";
import { type Finding, fail, skip } from "./finding.ts";

/** A finding with the check that made it. */
export interface CheckedFinding extends Finding {
  readonly check: string;
}

/** Longest that a check may take: several questions, one after the other, each bounded by itself. */
const QUESTIONS_MAX = 4;

/** Runs the checks at the same time; what they found comes in the order of the checks, secrets hidden. Never rejects. */
export async function runChecks(checks: readonly DoctorCheck[], context: DoctorContext): Promise<CheckedFinding[]> {
  const found = await Promise.all(checks.map((check) => runCheck(check, context)));
  return found.flat();
}

async function runCheck(check: DoctorCheck, context: DoctorContext): Promise<CheckedFinding[]> {
  const findings = await (check.needsConfig && !context.loaded
    ? [skip("not looked at: it needs a configuration that loads")]
    : bounded(check, context));
  const clean = (text: string) => context.redactor.text(text).replaceAll(/\s+/g, " ");
  return findings.map(({ level, text, fix }) => ({
    check: check.name,
    level,
    text: clean(text),
    ...(fix !== undefined && { fix: clean(fix) }),
  }));
}

async function bounded(check: DoctorCheck, context: DoctorContext): Promise<readonly Finding[]> {
  const limitMs = context.timeoutMs * QUESTIONS_MAX;
  const { promise: late, resolve } = Promise.withResolvers<readonly Finding[]>();
  const timer = setTimeout(
    () => resolve([fail(`it did not finish within ${limitMs} ms`, "check the network, or give a longer --timeout")]),
    limitMs,
  );
  try {
    return await Promise.race([check.run(context), late]);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return [fail(`the check itself failed: ${message}`, "report this as a bug of augury doctor")];
  } finally {
    clearTimeout(timer);
  }
}
