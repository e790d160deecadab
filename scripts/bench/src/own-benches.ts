import { resolve } from "node:path";

/** A bench that lives beside what it measures and runs as a process of its own: it needs the rival's packages there. */
export interface OwnBench {
  readonly name: string;
  readonly title: string;
  /** From the repository's root. */
  readonly file: string;
}

export const OWN_BENCHES: readonly OwnBench[] = [
  {
    name: "signing",
    title: "Polymarket orders: build, digest and sign, against clob-client-v2 and viem, hot and cold",
    file: "packages/signing/src/order/order.bench.ts",
  },
  {
    name: "placement",
    title: "from what is wanted to body and signed headers, against clob-client-v2, hot and cold",
    file: "packages/venue-polymarket/src/orders/order-preparer.bench.ts",
  },
  {
    name: "clob-rest",
    title: "Polymarket's private REST path: call to bytes on the socket, against clob-client-v2",
    file: "tests/conformance/polymarket-clob/private-rest.bench.ts",
  },
  {
    name: "kalshi-rest",
    title: "Kalshi's private REST path, the same, against kalshi-typescript",
    file: "tests/conformance/kalshi/private-rest.bench.ts",
  },
  {
    name: "gamma",
    title: "10,000 markets from Gamma: fetched, checked, made into instruments, against @polymarket/client",
    file: "packages/venue-polymarket/src/gamma/market-load.bench.ts",
  },
];

const ROOT = resolve(import.meta.dir, "../../..");

/** Runs one to its end, its output with ours. Returns 1 when it failed. */
export async function runOwnBench({ file, name, title }: OwnBench): Promise<number> {
  console.log(`\n## ${name}: ${title}\n`);
  const status = await Bun.spawn([process.execPath, resolve(ROOT, file)], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  }).exited;
  if (status !== 0) console.error(`bench: ${name} ended with status ${status}`);
  return status === 0 ? 0 : 1;
}
