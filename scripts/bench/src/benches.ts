import type { Bench } from "./bench.ts";
import { bookBench } from "./book/book.bench.ts";
import { intentBench } from "./intent/intent.bench.ts";
import { ordersBench } from "./orders/orders.bench.ts";
import { parseBench } from "./parse/parse.bench.ts";
import { receiveBench } from "./receive/receive.bench.ts";
import { ringBench } from "./ring/ring.bench.ts";
import { tickBench } from "./tick/tick.bench.ts";

/** All benches, in the order in which they run and print. */
export const BENCHES: readonly Bench[] = [
  ringBench,
  parseBench,
  bookBench,
  receiveBench,
  intentBench,
  ordersBench,
  tickBench,
];
