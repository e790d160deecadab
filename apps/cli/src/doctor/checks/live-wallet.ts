import { walletKindWord } from "@augury/pipeline";
import { OrderSigner, parseAddress, titleOf } from "@augury/signing";
import type { DoctorCheck } from "../doctor-check.ts";
import { fail, fine, skip } from "../finding.ts";
import { type FunderNames, judgeFunder } from "../judge-funder.ts";
import { openLiveWallet } from "../live-polymarket.ts";
import { notLive } from "../live-venues.ts";

const NAMES: FunderNames = {
  funder: "live.polymarket.funder",
  setKind: (kind) => `set live.polymarket.kind: ${walletKindWord(kind)}`,
};

/** Whether key, kind of wallet and funder go together. */
export const liveWallet: DoctorCheck = {
  name: "live-wallet",
  summary: "live trading: key, kind of wallet and funder of Polymarket go together",
  needsConfig: true,
  run: async (context) => {
    const off = notLive(context, "polymarket");
    if (off !== undefined) return [skip(off)];
    const { start, wallet } = (await openLiveWallet(context)) ?? {};
    if (!start || !wallet?.ok) return [skip("the key could not be opened: see live-keys")];
    const { chainId, kind } = start;
    const orders = OrderSigner.open(wallet.value, start);
    if (!orders.ok) return [fail(`live.polymarket: ${orders.error.message}`, `correct kind and funder`)];
    const { maker, owner } = orders.value;
    if (kind === "eoa") return [fine(`${titleOf(kind)}: ${owner} signs and holds the money itself`)];
    const funder = parseAddress(maker) ?? maker;
    return [
      fine(`${titleOf(kind)}: ${owner} signs and ${funder} holds the money`),
      judgeFunder({ kind, owner, chainId }, funder, NAMES),
    ];
  },
};
