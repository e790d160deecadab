import { err, ok, type Result } from "@augury/core";
import type { VenueName } from "@augury/model";
import type { LiveNote, VenueAccount } from "@augury/pipeline";
import type { Log } from "@augury/telemetry";
import type { ReconciliationNote } from "../api/view/account-views.ts";
import { CONFIRM_LIVE, confirmationOf } from "../config/live-config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { WalletLock } from "./wallet-lock.ts";

export interface LiveTradingOptions {
  readonly loaded: LoadedConfig;
  readonly log: Log;
  readonly audit: (what: string, detail: string) => void;
  readonly kill: (reason: string) => void;
  /** Takes what belongs on the page of the reconciliation. */
  readonly reconciliation: (venue: VenueName, kind: ReconciliationNote["kind"], detail: string) => void;
}

const KINDS: Readonly<Record<string, ReconciliationNote["kind"]>> = {
  "balances differ": "difference",
  "balances taken over from the venue": "healed",
  "payout corrected": "healed",
  "account not read": "refused",
  "ended markets not read": "refused",
};

/** Main's part of live trading: one writer per wallet, what it may do at most in the log, and the executor's notes. It knows no key. */
export class LiveTrading {
  private readonly locks = new Map<string, WalletLock>();

  constructor(private readonly options: LiveTradingOptions) {}

  /** Takes each account's locks, once per process; throws when another engine trades on it. */
  readonly admit = (accounts: readonly VenueAccount[]): void => {
    const { loaded, log } = this.options;
    const names = accounts.flatMap(({ locks, venue }) => locks.map((name) => `${venue}-${name}`));
    const fresh = names.filter((name) => !this.locks.has(name));
    this.takeAll(fresh);
    for (const { account, description, venue } of accounts)
      if (fresh.includes(`${venue}-${account}`)) log.warn("live trading account", { venue, account, description });
    if (accounts.length > 0)
      log.warn("live trading: this is what it may do at most", {
        venues: accounts.map(({ venue }) => venue).join(", "),
        quoting: "off until orders, trades and balances have been compared",
        ...loaded.config.risk,
      });
  };

  readonly noted = ({ detail, level, venue, what }: LiveNote): void => {
    const { audit, kill, log, reconciliation } = this.options;
    const kind = KINDS[what];
    if (kind) reconciliation(venue, kind, detail);
    if (level === "audit") audit(`live_${what.replaceAll(" ", "_")}`, `${venue}: ${detail}`);
    else if (level === "alarm") kill(`${venue}: ${what}${detail === "" ? "" : ` (${detail})`}`);
    else log[level](`live: ${what}`, { venue, detail });
  };

  close(): void {
    for (const lock of this.locks.values()) lock.release();
    this.locks.clear();
  }

  /** Takes all of these locks, or none. */
  private takeAll(names: readonly string[]): void {
    const { config, paths } = this.options.loaded;
    const taken = new Map<string, WalletLock>();
    for (const account of names) {
      const lock = WalletLock.take({ account, dataDir: paths.dataDir, directory: config.live?.lockDir });
      if (!lock.ok) {
        for (const one of taken.values()) one.release();
        throw new Error(lock.error);
      }
      taken.set(account, lock.value);
    }
    for (const [name, lock] of taken) this.locks.set(name, lock);
  }
}

/** Returns why live trading must not start: it has to be confirmed where the engine is started, each time. */
export function confirmLive(
  { config }: LoadedConfig,
  env: Readonly<Record<string, string | undefined>>,
  isConfirmed: boolean,
): Result<void, string> {
  if (config.mode !== "live" || !config.live) return ok(undefined);
  const phrase = confirmationOf(config.live);
  if (isConfirmed || env[CONFIRM_LIVE] === phrase) return ok(undefined);
  return err(`mode live trades real money: start with --confirm-live, or set ${CONFIRM_LIVE}=${phrase}`);
}
