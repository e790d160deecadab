import { ok, type Result } from "@augury/core";

/**
 * Runs `work` over the list, at most `atOnceMax` at a time, and returns the values in the list's order. After the first error nothing
 * more is begun, and that error is returned.
 */
export async function runAtOnce<Item, Value, Failure>(
  list: readonly Item[],
  atOnceMax: number,
  work: (item: Item) => Promise<Result<Value, Failure>>,
): Promise<Result<Value[], Failure>> {
  const values = new Array<Value>(list.length);
  let next = 0;
  let failed: Result<never, Failure> | undefined;
  const lane = async () => {
    while (next < list.length && !failed) {
      const at = next++;
      const done = await work(list[at] as Item);
      if (done.ok) values[at] = done.value;
      else failed ??= done;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, list.length) }, lane));
  return failed ?? ok(values);
}
