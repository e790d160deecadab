import { bunVersion } from "./checks/bun-version.ts";
import { clockKalshi } from "./checks/clock-kalshi.ts";
import { clockPolymarket } from "./checks/clock-polymarket.ts";
import { configuration } from "./checks/configuration.ts";
import { cores } from "./checks/cores.ts";
import { disk } from "./checks/disk.ts";
import { endpoints } from "./checks/endpoints.ts";
import { geoblock } from "./checks/geoblock.ts";
import { kalshiAccount } from "./checks/kalshi-account.ts";
import { polymarketAccount } from "./checks/polymarket-account.ts";
import { secrets } from "./checks/secrets.ts";
import { sockets } from "./checks/sockets.ts";
import { sources } from "./checks/sources.ts";
import type { DoctorCheck } from "./doctor-check.ts";

/** Everything that the doctor looks at: a check is a file and a line here. */
export const CHECKS: readonly DoctorCheck[] = [
  configuration,
  secrets,
  bunVersion,
  cores,
  disk,
  clockPolymarket,
  clockKalshi,
  endpoints,
  sockets,
  geoblock,
  polymarketAccount,
  kalshiAccount,
  sources,
];
