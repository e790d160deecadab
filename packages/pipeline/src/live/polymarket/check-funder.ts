import { err, ok, type Result } from "@augury/core";
import { explainFunder, fitFunder, type OrderSigner, parseAddress } from "@augury/signing";
import type { PolymarketLiveStart } from "./polymarket-live-start.ts";
import { walletKindWord } from "./wallet-kind-word.ts";

/**
 * Returns what a person should look at before this wallet is traded, or nothing; fails where every order for it would be an invalid signature. The error is
 * one line and names addresses alone.
 */
export function checkFunder(
  { chainId, kind }: Pick<PolymarketLiveStart, "chainId" | "kind">,
  { maker, owner }: Pick<OrderSigner, "maker" | "owner">,
): Result<string | undefined, string> {
  const funder = parseAddress(maker);
  if (kind === "eoa" || funder === undefined) return ok(undefined);
  const question = { kind, owner, chainId };
  const fit = fitFunder(question, funder);
  const said = explainFunder(question, funder, fit);
  switch (fit.fit) {
    case "made":
    case "unknown":
      return ok(said);
    case "not_made":
      return err(`live.polymarket.funder: ${said}`);
    case "other_kind":
      return err(
        fit.kind === "eoa"
          ? `live.polymarket.funder: ${said}; kind: eoa trades the key's own funds`
          : `live.polymarket.kind: ${said}; it must be ${walletKindWord(fit.kind)} for this funder`,
      );
  }
}
