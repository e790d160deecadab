import { bunVersion } from "./checks/bun-version.ts";
import { clockKalshi } from "./checks/clock-kalshi.ts";
import { clockPolymarket } from "./checks/clock-polymarket.ts";
import { configuration } from "./checks/configuration.ts";
import { cores } from "./checks/cores.ts";
import { disk } from "./checks/disk.ts";
import { endpoints } from "./checks/endpoints.ts";
import { geoblock } from "./checks/geoblock.ts";
import { kalshiAccount } from "./checks/kalshi-account.ts";
import { liveAllowances } from "./checks/live-allowances.ts";
import { liveKalshi } from "./checks/live-kalshi.ts";
import { liveKeys } from "./checks/live-keys.ts";
import { liveLocks } from "./checks/live-locks.ts";
import { liveUserStream } from "./checks/live-user-stream.ts";
import { liveWallet } from "./checks/live-wallet.ts";
import { polymarketAccount } from "./checks/polymarket-account.ts";
import { referenceStream } from "./checks/reference-stream.ts";
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
  referenceStream,
  geoblock,
  polymarketAccount,
  kalshiAccount,
  liveKeys,
  liveWallet,
  liveLocks,
  liveAllowances,
  liveUserStream,
  liveKalshi,
  sources,
];
