import { Prng } from "@augury/core";
import { SimScheduler } from "../sim-scheduler.ts";
import { HttpClient, type HttpClientOptions } from "./http-client.ts";
import { HttpConfig, type HttpOverride } from "./http-config.ts";
import type { FetchInit } from "./http-request.ts";

export interface FakeRequest {
  readonly url: string;
  readonly init: FetchInit;
  readonly atUs: number;
}

/** What the fake venue does with a request: answers, breaks, or (undefined) never answers. */
export type FakeAnswer = Response | Error | undefined;

export interface FakeRigOptions extends Partial<Omit<HttpClientOptions, "config">> {
  readonly config?: HttpOverride;
  /** The answer to request number `at` (from 0); the last one goes on for ever. */
  readonly answers: readonly ((request: FakeRequest) => FakeAnswer)[];
}

/** A client over a fake network on simulated time: what this folder's tests of waiting start from. */
export function buildFakeRig({ answers, config = {}, ...options }: FakeRigOptions) {
  const scheduler = options.scheduler instanceof SimScheduler ? options.scheduler : new SimScheduler();
  const requests: FakeRequest[] = [];
  const prng = new Prng(1);
  const client = new HttpClient({
    source: "test",
    baseUrl: "https://venue.test",
    config: HttpConfig.parse(config),
    random: () => prng.next(),
    fetch: (url, init) => {
      const request = { url, init, atUs: scheduler.nowUs() };
      requests.push(request);
      const answer = answers[Math.min(requests.length, answers.length) - 1]?.(request);
      if (answer instanceof Error) return Promise.reject(answer);
      return answer ? Promise.resolve(answer) : neverAnswer(init.signal);
    },
    ...options,
    scheduler,
  });
  return { client, scheduler, requests, settle: <T>(promise: Promise<T>) => settleOn(scheduler, promise) };
}

/** Moves simulated time on until the promise settles, and returns what it settled to and the time that took, in ms. */
export async function settleOn<T>(scheduler: SimScheduler, promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const startUs = scheduler.nowUs();
  let value: { of: T } | undefined;
  promise.then((of) => {
    value = { of };
  });
  for (let turn = 0; turn < 100_000; turn++) {
    // Streams settle in turns of the event loop, not in microtasks alone.
    await eventLoopTurn();
    if (value) return { value: value.of, ms: (scheduler.nowUs() - startUs) / 1000 };
    await scheduler.advance(scheduler.pending > 0 ? 10 : 0);
  }
  throw new Error("the promise must settle in simulated time");
}

export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A fetch that hangs until it is aborted, as a silent server makes it. */
function neverAnswer(signal: AbortSignal): Promise<Response> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

export function jsonAnswer(value: unknown, init: ResponseInit = {}): Response {
  return Response.json(value, init);
}

/** An error as Bun's fetch makes it: the address, query included, is on it. */
export function brokenConnection(code: string, url = "https://venue.test/x?api_key=hidden"): Error {
  return Object.assign(new Error(`${code}: it broke`), { code, path: url });
}
