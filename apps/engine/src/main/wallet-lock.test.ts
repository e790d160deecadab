import { expect, test } from "bun:test";
import { join } from "node:path";
import { TestFolder } from "./test-plan.ts";
import { WalletLock } from "./wallet-lock.ts";

/** Takes a lock, keeps nothing of it, and lets memory be collected. */
const HOLD = `
const { WalletLock } = await import(process.argv.at(-2));
console.log(WalletLock.take(JSON.parse(process.argv.at(-1))).ok ? "taken" : "refused");
setInterval(() => Bun.gc(true), 10);
`;
const MODULE = join(import.meta.dir, "wallet-lock.ts");

test("WalletLock: behavior: one holder at a time, the refusal names it, another account is free", () => {
  using folder = new TestFolder();
  const options = { directory: folder.path, account: "polymarket-0xabc", dataDir: "data" };
  const first = WalletLock.take(options);
  const second = WalletLock.take(options);
  expect(second.ok ? "" : second.error).toContain(`another engine: process ${process.pid} on `);
  expect(WalletLock.holder(options)).toEqual({
    ok: true,
    value: expect.stringContaining(`process ${process.pid} on `),
  });
  const free = { ...options, account: "polymarket-0xdef" };
  expect(WalletLock.holder(free)).toEqual({ ok: true, value: undefined });
  const other = WalletLock.take(free);
  expect([first.ok, other.ok]).toEqual([true, true]);
  if (first.ok) first.value.release();
  expect(WalletLock.holder(options)).toEqual({ ok: true, value: undefined });
  const third = WalletLock.take(options);
  expect(third.ok).toBe(true);
  for (const lock of [other, third]) if (lock.ok) lock.value.release();
});

test("WalletLock: behavior: a process that was killed holds it no longer", async () => {
  using folder = new TestFolder();
  const options = { directory: folder.path, account: "polymarket-0xabc", dataDir: "data" };
  const child = Bun.spawn([process.execPath, "-e", HOLD, MODULE, JSON.stringify(options)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value).trim()).toBe("taken");
  const refused = WalletLock.take(options);
  expect(refused.ok ? "" : refused.error).toContain(`process ${child.pid} on `);
  child.kill("SIGKILL");
  await child.exited;
  const taken = WalletLock.take(options);
  expect(taken.ok).toBe(true);
  if (taken.ok) taken.value.release();
});
