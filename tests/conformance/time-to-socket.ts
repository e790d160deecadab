import type { SocketWatch } from "./socket-watch.ts";

export interface CallShape {
  /** Calls of each candidate, one at a time, interleaved. */
  readonly calls: number;
  readonly warmup: number;
}

export interface CallTimes {
  readonly name: string;
  /** Microseconds from the call to the request's bytes on the other end of a local socket. */
  readonly usP50: number;
  readonly usP99: number;
  readonly usMax: number;
  /** Requests that arrived, and their bytes: proof that the work was done. */
  readonly requests: number;
  readonly bytes: number;
}

/** One way to make a call. */
export interface Candidate {
  readonly name: string;
  call(): Promise<unknown>;
}

/** Calls every candidate in turn and measures until the request's last byte was there. */
export async function timeToSocket(
  candidates: readonly Candidate[],
  watch: SocketWatch,
  { calls, warmup }: CallShape,
): Promise<CallTimes[]> {
  const measured = candidates.map((candidate) => ({ candidate, us: [] as number[], bytes: 0 }));
  for (let i = 0; i < warmup + calls; i++) {
    for (const one of measured) {
      const start = Bun.nanoseconds();
      const arrival = watch.next();
      const answer = one.candidate.call();
      const { atNs, bytes } = await arrival;
      await answer;
      if (i < warmup) continue;
      one.us.push((atNs - start) / 1000);
      one.bytes += bytes;
    }
  }
  return measured.map(({ candidate, us, bytes }) => toTimes(candidate.name, us, bytes));
}

function toTimes(name: string, us: readonly number[], bytes: number): CallTimes {
  const sorted = us.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { name, usP50: at(0.5), usP99: at(0.99), usMax: at(1), requests: us.length, bytes };
}

/** Prints one line per candidate. */
export function printTimes(times: readonly CallTimes[]): void {
  for (const { name, usP50, usP99, usMax, requests, bytes } of times) {
    const columns = [usP50, usP99, usMax].map((us) => us.toFixed(0).padStart(7)).join("");
    console.log(`${name.padEnd(24)}${columns} µs p50/p99/max, ${requests} requests, ${bytes} bytes`);
  }
}
