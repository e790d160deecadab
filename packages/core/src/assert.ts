/** Throws when a rule of our own code does not hold. `rule` states the rule positively ("the cursor stays behind the producer"). */
export function assert(condition: unknown, rule: string): asserts condition {
  if (!condition) throw new AssertionError(rule);
}

/** Thrown by {@link assert}: a bug, never an expected failure. The worker that throws it is restarted by its supervisor. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
  constructor(readonly rule: string) {
    super(`broken rule: ${rule}`);
  }
}
