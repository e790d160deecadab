import { expect, test } from "bun:test";
import { withinMs } from "./within-ms.ts";

test("withinMs: default: what comes in time, or what was to come instead", async () => {
  expect(await withinMs(Promise.resolve("work"), 1_000, "late")).toBe("work");
  expect(await withinMs(new Promise(() => {}), 5, "late")).toBe("late");
  await expect(withinMs(Promise.reject(new Error("failed")), 1_000, "late")).rejects.toThrow("failed");
});
