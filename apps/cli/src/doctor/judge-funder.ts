import {
  type Address,
  deriveWallets,
  explainFunder,
  type FunderQuestion,
  fitFunder,
  titleOf,
  type WalletKind,
} from "@augury/signing";
import { type Finding, fail, fine, warn } from "./finding.ts";

/** How wallet and kind are set where a finding is about them. */
export interface FunderNames {
  /** What names the wallet with the funds: a variable, a setting. */
  readonly funder: string;
  /** Says how to set the kind of wallet. */
  readonly setKind: (kind: WalletKind) => string;
}

/**
 * Compares the address that holds the money with the ones at which the venue makes wallets for this key. One that the venue makes elsewhere is
 * certainly wrong, for every order would be an invalid signature; a deposit wallet may have been made by others.
 */
export function judgeFunder(
  question: FunderQuestion,
  funder: Address,
  { funder: name, setKind }: FunderNames,
): Finding {
  const fit = fitFunder(question, funder);
  const said = explainFunder(question, funder, fit) ?? "";
  switch (fit.fit) {
    case "made":
      return fine(`${funder} is where Polymarket makes this key's ${titleOf(question.kind)}`);
    case "other_kind":
      return fail(said, fit.kind === "eoa" ? `set ${name}${placeOf(question)}` : setKind(fit.kind));
    case "not_made":
      return fail(said, `correct ${name}, or take the key that signs for it`);
    case "unknown":
      return warn(said, "look whether the key is this wallet's owner");
  }
}

/** Returns where the venue makes the key's wallet of this kind, as the end of an advice. */
export function placeOf({ chainId, kind, owner }: FunderQuestion): string {
  const wallets = deriveWallets(kind, owner, chainId);
  return wallets.length === 0 ? "" : `: Polymarket makes its ${titleOf(kind)} at ${wallets.join(" or ")}`;
}
