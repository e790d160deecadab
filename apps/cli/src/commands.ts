import { PROVIDERS } from "./api/providers.ts";
import { providerCommand } from "./api/run-provider.ts";
import { chain } from "./chain/command.ts";
import type { Command } from "./command.ts";
import { config } from "./config/command.ts";
import { demo } from "./demo/command.ts";
import { doctor } from "./doctor/command.ts";
import { drift } from "./drift/command.ts";
import { engine } from "./engine/command.ts";
import { fuzz } from "./fuzz/command.ts";
import { kill, resume } from "./kill/command.ts";
import { record } from "./record/command.ts";
import { replay } from "./replay/command.ts";
import { replayRecordings } from "./replay-recordings/command.ts";
import { runs } from "./runs/command.ts";
import { sim } from "./sim/command.ts";
import { source } from "./source/command.ts";
import { amend, cancel, cancelAll, ledger, orders, place, positions } from "./trading/commands.ts";

/** Every word that `augury` knows: a command is a folder and a line here. */
export const COMMANDS: readonly Command[] = [
  demo,
  engine,
  doctor,
  record,
  replay,
  replayRecordings,
  runs,
  kill,
  resume,
  orders,
  positions,
  ledger,
  place,
  amend,
  cancel,
  cancelAll,
  config,
  fuzz,
  sim,
  drift,
  source,
  chain,
  ...PROVIDERS.map(providerCommand),
];
