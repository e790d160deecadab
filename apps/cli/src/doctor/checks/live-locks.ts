import { WalletLock } from "@augury/engine";
import { kalshiAccountName, polymarketLocks } from "@augury/pipeline";
import { readSecret } from "@augury/signing";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext } from "../doctor-context.ts";
import { type Finding, fail, fine, skip, warn } from "../finding.ts";
import { openLiveAccount } from "../live-polymarket.ts";
import { liveVenuesOf, notLive } from "../live-venues.ts";

/** Whether an engine trades on the accounts already: a second one is refused. */
export const liveLocks: DoctorCheck = {
  name: "live-locks",
  summary: "live trading: no other engine of this machine trades the same accounts",
  needsConfig: true,
  run: async (context) => {
    const off = notLive(context);
    if (off !== undefined) return [skip(off)];
    const names = [...(await polymarketNames(context)), ...kalshiNames(context)];
    if (names.length === 0) return [skip("no key could be opened: see live-keys")];
    return names.map((name) => judge(context, name));
  },
};

function judge(context: DoctorContext, account: string): Finding {
  const holder = WalletLock.holder({ account, directory: configOf(context).live?.lockDir });
  if (!holder.ok) return fail(holder.error, "make the folder readable, or set live.lockDir");
  if (holder.value === undefined) return fine(`${account}: no engine of this machine trades it`);
  return warn(`${account} is traded already: ${holder.value}`, "a second engine is refused: stop that one first");
}

async function polymarketNames(context: DoctorContext): Promise<string[]> {
  const account = await openLiveAccount(context);
  return account ? polymarketLocks(account.orders).map((name) => `polymarket-${name}`) : [];
}

function kalshiNames(context: DoctorContext): string[] {
  const { kalshi } = liveVenuesOf(context);
  const keyId = kalshi && readSecret(kalshi.keyId, context.env);
  return kalshi && keyId?.ok ? [`kalshi-${kalshiAccountName(keyId.value, kalshi)}`] : [];
}
