const POLL_MS = 5;

/** Resolves with the milliseconds it took until `condition` held, or `undefined` when that did not happen within `msMax`. */
export async function awaitCondition(
  condition: () => boolean | Promise<boolean>,
  msMax: number,
): Promise<number | undefined> {
  const startedMs = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedMs > msMax) return undefined;
    await Bun.sleep(POLL_MS);
  }
  return performance.now() - startedMs;
}
