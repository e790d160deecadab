import type { ChainId } from "../eip712/clob-auth.ts";
import { SIGNATURE_TYPE, type WalletKind } from "../order/order-struct.ts";
import type { Address } from "./address.ts";
import { type DerivedKind, deriveWallets } from "./derived-wallet.ts";

/** A key, and the kind of wallet that it is said to sign for. */
export interface FunderQuestion {
  readonly kind: DerivedKind;
  readonly owner: Address;
  readonly chainId: ChainId;
}

/**
 * How a funder and a key go together. `made`: the venue makes the key's wallet of this kind there. `other_kind`: it makes another of the key's
 * wallets there, or it is the key itself. `not_made`: it makes this wallet elsewhere, and the exchange works out the address by itself, so that
 * every order would be an invalid signature. `unknown`: nothing says that it is not the key's: a deposit wallet decides for itself who signs, and not
 * every chain's factories are known.
 */
export type FunderFit =
  | { readonly fit: "made" }
  | { readonly fit: "other_kind"; readonly kind: WalletKind }
  | { readonly fit: "not_made" | "unknown"; readonly places: readonly Address[] };

const TITLES: Readonly<Record<WalletKind, string>> = {
  eoa: "plain key",
  proxy: "proxy",
  safe: "Safe",
  depositWallet: "deposit wallet",
};

/** Returns a kind of wallet in words, for messages. */
export function titleOf(kind: WalletKind): string {
  return TITLES[kind];
}

/** Returns how a funder, with its checksum, and a key go together. */
export function fitFunder({ kind, owner, chainId }: FunderQuestion, funder: Address): FunderFit {
  const kinds = Object.keys(SIGNATURE_TYPE) as WalletKind[];
  const placesOf = (one: WalletKind) => (one === "eoa" ? [owner] : deriveWallets(one, owner, chainId));
  const found = kinds.find((one) => placesOf(one).includes(funder));
  if (found !== undefined) return found === kind ? { fit: "made" } : { fit: "other_kind", kind: found };
  const places = placesOf(kind);
  return { fit: places.length === 0 || kind === "depositWallet" ? "unknown" : "not_made", places };
}

/** Returns what does not fit in one line, and nothing secret; `undefined` where the venue makes the wallet there. */
export function explainFunder({ kind, owner }: FunderQuestion, funder: Address, fit: FunderFit): string | undefined {
  switch (fit.fit) {
    case "made":
      return undefined;
    case "other_kind":
      return fit.kind === "eoa"
        ? `${funder} is the key's own address, and its ${TITLES[kind]} is another`
        : `${funder} is the ${TITLES[fit.kind]} of ${owner}, not its ${TITLES[kind]}`;
    default:
      return fit.places.length === 0
        ? `whether ${funder} is the ${TITLES[kind]} of ${owner} is not known on this chain`
        : `${funder} is not the ${TITLES[kind]} that Polymarket makes for ${owner}, which is at ${fit.places.join(" or ")}`;
  }
}
