import { chaos } from "./chaos.ts";
import { counters } from "./counters.ts";
import { crash } from "./crash.ts";
import { faults } from "./faults.ts";
import { kill } from "./kill.ts";
import { ledger } from "./ledger.ts";
import { orders } from "./orders.ts";
import type { Proof } from "./proof.ts";
import { reference } from "./reference.ts";
import { theatre } from "./theatre.ts";
import { workers } from "./workers.ts";

/** Everything that `bun run prove` can show. */
export const PROOFS: readonly Proof[] = [
  counters,
  kill,
  workers,
  chaos,
  theatre,
  ledger,
  orders,
  faults,
  crash,
  reference,
];
