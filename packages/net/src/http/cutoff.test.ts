import { expect, test } from "bun:test";
import { systemScheduler } from "../scheduler.ts";
import { Cutoff, CutoffError } from "./cutoff.ts";

const never = () => new Promise<never>(() => {});

test("cut: default: the first reason counts, for the signal, for races, and for what was opened by it", async () => {
  const call = new Cutoff(systemScheduler);
  const attempt = call.open();
  const race = attempt.race(never());
  call.cut("call");
  call.cut("closed");
  await expect(race).rejects.toBeInstanceOf(CutoffError);
  await expect(call.race(never())).rejects.toBeInstanceOf(CutoffError);
  expect([call.reason, attempt.reason, attempt.signal.aborted]).toEqual(["call", "call", true]);
  expect(call.open().reason).toBe("call");
});

test("open: behavior: what was opened can be cut off alone, and follows no more once it has ended", () => {
  const call = new Cutoff(systemScheduler);
  const [first, second] = [call.open(), call.open()];
  first.cut("attempt");
  expect([call.reason, second.reason]).toEqual([undefined, undefined]);
  second.end();
  call.cut("caller");
  expect([first.reason, second.reason]).toEqual(["attempt", undefined]);
});

test("followCaller: behavior: a signal that is aborted already, or later, or after the end", () => {
  const caller = new AbortController();
  const [call, ended] = [new Cutoff(systemScheduler), new Cutoff(systemScheduler)];
  call.followCaller(caller.signal);
  ended.followCaller(caller.signal);
  ended.end();
  caller.abort();
  const late = new Cutoff(systemScheduler);
  late.followCaller(caller.signal);
  expect([call.reason, ended.reason, late.reason]).toEqual(["caller", undefined, "caller"]);
});

test("race: behavior: settles like what it races, whoever listens to the cutoff", async () => {
  const call = new Cutoff(systemScheduler);
  expect(await call.race(Promise.resolve(7))).toBe(7);
  await expect(call.race(Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(await call.sleep(1)).toBe(true);
  call.cut("closed");
  expect(await call.sleep(1_000)).toBe(false);
});
